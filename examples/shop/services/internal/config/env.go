// Package config reads what a service is told: environment variables once, configuration keys live.
package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Port is a TCP port of this service.
type Port uint16

// Address is where a server of this service listens.
func (p Port) Address() string { return fmt.Sprintf(":%d", p) }

// FromEnvironment fills the `env` fields of each of the given structs, and names everything that is wrong at once.
func FromEnvironment(targets ...any) error {
	var missing []string
	var wrong []error
	for _, target := range targets {
		err := env.ParseWithOptions(target, env.Options{RequiredIfNoDef: true})
		missing, wrong = sortErrors(err, missing, wrong)
	}
	if len(missing) > 0 {
		wrong = append([]error{fmt.Errorf(
			"missing environment variables: %s: set each of them, the manifests of cdk8s-fairway do", strings.Join(missing, ", "),
		)}, wrong...)
	}
	return errors.Join(wrong...)
}

func sortErrors(err error, missing []string, wrong []error) ([]string, []error) {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return missing, append(wrong, err)
	}
	for _, err := range all.Errors {
		var unset env.VarIsNotSetError
		var empty env.EmptyVarError
		switch {
		case errors.As(err, &unset):
			missing = append(missing, unset.Key)
		case errors.As(err, &empty):
			missing = append(missing, empty.Key)
		default:
			wrong = append(wrong, err)
		}
	}
	return missing, wrong
}
