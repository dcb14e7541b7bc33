// Package proto is the contract of UserService; README.md says how its code is generated.
package proto

//go:generate sh generate.sh
