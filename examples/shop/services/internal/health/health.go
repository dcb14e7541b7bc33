// Package health answers the probes of Kubernetes and Consul.
package health

import (
	"encoding/json"
	"net/http"
	"sync"
)

// Readiness is true when everything that was needed is there.
type Readiness struct {
	mu    sync.RWMutex
	needs map[string]func() bool
}

// Need makes the readiness wait for a condition.
func (r *Readiness) Need(name string, met func() bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.needs == nil {
		r.needs = map[string]func() bool{}
	}
	r.needs[name] = met
}

// Waiting names the conditions that are not met.
func (r *Readiness) Waiting() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	waiting := []string{}
	for name, met := range r.needs {
		if !met() {
			waiting = append(waiting, name)
		}
	}
	return waiting
}

// The probes' paths; `/actuator/health` is the one that Consul checks.
const (
	LivePath     = "/livez"
	ReadyPath    = "/readyz"
	ActuatorPath = "/actuator/health"
)

// Handlers gives the handler of each probe's path.
func (r *Readiness) Handlers() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		LivePath:     func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) },
		ReadyPath:    func(w http.ResponseWriter, _ *http.Request) { answer(w, r.Waiting()) },
		ActuatorPath: func(w http.ResponseWriter, _ *http.Request) { answer(w, r.Waiting()) },
	}
}

func answer(w http.ResponseWriter, waiting []string) {
	w.Header().Set("Content-Type", "application/json")
	body := map[string]any{"status": "UP"}
	if len(waiting) > 0 {
		body = map[string]any{"status": "DOWN", "waitingFor": waiting}
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body) // the prober went away: nobody is left to tell
}
