package main

import (
	"debug/elf"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// addLibraries adds the shared libraries that the programs and libraries among the files load, at the paths that they
// have on this machine: there the loader of its distribution looks for them.
func addLibraries(content map[string]string) error {
	taken := map[string]bool{}
	for _, source := range content {
		taken[source] = true
	}
	for _, source := range slices.Sorted(maps.Values(content)) {
		if !isDynamic(source) {
			continue
		}
		libraries, err := librariesOf(source)
		if err != nil {
			return err
		}
		for _, library := range libraries {
			file, err := filepath.EvalSymlinks(library)
			if err != nil {
				return err
			}
			// What came with a given folder stays where that folder goes.
			if !taken[file] {
				content[library] = file
			}
		}
	}
	return nil
}

func isDynamic(file string) bool {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	program, err := elf.Open(file)
	if err != nil {
		return false
	}
	defer program.Close()
	needed, err := program.ImportedLibraries()
	return err == nil && len(needed) > 0
}

// librariesOf asks the loader itself, which alone knows where it would find them.
func librariesOf(file string) ([]string, error) {
	said, err := exec.Command("ldd", file).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ldd %s: %w: %s", file, err, said)
	}
	var libraries []string
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "not found") {
			return nil, fmt.Errorf("%s needs a library that is not on this machine: %s", file, strings.TrimSpace(line))
		}
		for _, word := range strings.Fields(line) {
			if strings.HasPrefix(word, "/") {
				libraries = append(libraries, path.Clean(word))
			}
		}
	}
	return libraries, nil
}
