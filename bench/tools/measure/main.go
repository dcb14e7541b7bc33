// Measure runs a program to its end and prints what it took, its children's share included, as JSON on file descriptor 3.
// It is small, because a process begins with the memory of the one that starts it.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

type taken struct {
	WallSeconds float64 `json:"wallSeconds"`
	CPUSeconds  float64 `json:"cpuSeconds"`
	PeakBytes   int64   `json:"peakBytes"`
}

func main() {
	if len(os.Args) < 2 {
		fail(2, errors.New("usage: measure program [argument…]"))
	}
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	begin := time.Now()
	err := command.Run()
	wall := time.Since(begin)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		fail(max(exit.ExitCode(), 1), fmt.Errorf("%s: %w", os.Args[1], err))
	} else if err != nil {
		fail(1, err)
	}
	state := command.ProcessState
	result := taken{wall.Seconds(), (state.UserTime() + state.SystemTime()).Seconds(), peak(state)}
	if err := json.NewEncoder(os.NewFile(3, "result")).Encode(result); err != nil {
		fail(1, err)
	}
}

// Linux counts in units of 1,024 bytes, macOS in bytes.
func peak(state *os.ProcessState) int64 {
	highest := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "linux" {
		return highest * 1024
	}
	return highest
}

func fail(status int, err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(status)
}
