//go:build race

package e2e

// The programs are raced when the test is.
const race = true
