package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// compile makes static binaries of all commands of a module, in a new folder.
func compile(module string) (folder string, err error) {
	folder, err = os.MkdirTemp("", "images-")
	if err != nil {
		return "", err
	}
	// What depends on the machine stays out of the binary: its paths, its C library, the state of the checkout.
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w",
		"-o", folder+string(filepath.Separator), "./cmd/...")
	build.Dir = module
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if out, err := build.CombinedOutput(); err != nil {
		os.RemoveAll(folder)
		return "", fmt.Errorf("go build in %s: %w\n%s", module, err, out)
	}
	return folder, nil
}
