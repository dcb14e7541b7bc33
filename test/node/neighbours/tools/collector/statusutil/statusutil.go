// Package statusutil stands for the one part of the collector that is not served as a module: what its receiver answers
// by HTTP to requests that it does not take.
package statusutil

import (
	"net/http"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// NewStatusFromMsgAndHTTPCode is the gRPC status of an HTTP answer.
func NewStatusFromMsgAndHTTPCode(message string, code int) *status.Status {
	known := map[int]codes.Code{
		http.StatusBadRequest:         codes.InvalidArgument,
		http.StatusTooManyRequests:    codes.ResourceExhausted,
		http.StatusServiceUnavailable: codes.Unavailable,
	}
	if found, ok := known[code]; ok {
		return status.New(found, message)
	}
	return status.New(codes.Unknown, message)
}

// GetRetryInfo is when the status says to try again, if it does.
func GetRetryInfo(s *status.Status) *errdetails.RetryInfo {
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return info
		}
	}
	return nil
}
