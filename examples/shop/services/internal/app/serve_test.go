package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

func answerOf(t *testing.T, work context.Context) http.Header {
	t.Helper()
	a := &App{work: work}
	answer := httptest.NewRecorder()
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	a.lastAnswers(ok).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	return answer.Header()
}

func TestAClientKeepsItsConnectionUntilTheProgramIsAboutToEnd(t *testing.T) {
	work, end := context.WithCancel(t.Context())
	if got := answerOf(t, work).Get("Connection"); got != "" {
		t.Fatalf("before the end: Connection is %q", got)
	}
	end()
	if got := answerOf(t, work).Get("Connection"); got != "close" {
		t.Fatalf("at the end: Connection is %q", got)
	}
}
