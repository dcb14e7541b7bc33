// Command failing is a service of the tests: it fails the share of its requests that FAIL_RATE says, and counts them as
// Prometheus' client library does.
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
)

var answered, failed atomic.Int64

func main() {
	rate, err := strconv.ParseFloat(os.Getenv("FAIL_RATE"), 64)
	if err != nil {
		log.Fatalf("FAIL_RATE: %v", err)
	}
	service := http.NewServeMux()
	service.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	service.HandleFunc("/livez", func(http.ResponseWriter, *http.Request) {})
	service.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if rand.Float64() < rate {
			failed.Add(1)
			http.Error(w, "failed on purpose", http.StatusInternalServerError)
			return
		}
		answered.Add(1)
	})
	go func() { log.Fatal(http.ListenAndServe(":9100", http.HandlerFunc(metrics))) }()
	log.Fatal(http.ListenAndServe(":8080", service))
}

func metrics(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "# TYPE http_requests_total counter")
	fmt.Fprintf(w, "http_requests_total{code=\"200\"} %d\n", answered.Load())
	fmt.Fprintf(w, "http_requests_total{code=\"500\"} %d\n", failed.Load())
}
