package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMirror(t *testing.T) {
	for asked, wanted := range map[string]string{
		"/v2/shop/users/manifests/1?ns=registry.example.com": "/v2/registry.example.com/shop/users/manifests/1",
		"/v2/users/blobs/sha256:0?ns=localhost:5001":         "/v2/localhost_5001/users/blobs/sha256:0",
		"/v2/docker.io/library/busybox/manifests/1":          "/v2/docker.io/library/busybox/manifests/1",
		"/v2/?ns=docker.io":                                  "/v2/",
	} {
		var got string
		images := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.Path })
		mirror(images).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, asked, nil))
		if got != wanted {
			t.Errorf("%s asks for %s, not %s", asked, got, wanted)
		}
	}
}
