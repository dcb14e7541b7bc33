// Command images builds the services' images without a container engine: one tarball each, the same bytes each time.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	registry := flag.String("registry", "", "where the images will live, like registry.example.com/shop")
	tag := flag.String("tag", "", "the images' tag, like v1")
	out := flag.String("out", "", "the folder that gets the tarballs")
	flag.Parse()
	if *registry == "" || *tag == "" || *out == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: go run . -registry registry.example.com/shop -tag v1 -out FOLDER")
		os.Exit(2)
	}
	if err := run(*registry, *tag, *out); err != nil {
		fmt.Fprintln(os.Stderr, "images:", err)
		os.Exit(1)
	}
}

func run(registry, tag, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	binaries, err := compile("..")
	if err != nil {
		return err
	}
	defer os.RemoveAll(binaries)
	services, err := os.ReadDir(binaries)
	if err != nil {
		return err
	}
	for _, service := range services {
		name := service.Name()
		image := description{
			reference: fmt.Sprintf("%s/%s:%s", registry, name, tag), title: name, version: tag,
			binary: filepath.Join(binaries, name),
		}
		report, err := image.write(filepath.Join(out, name+".tar"))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Println(report)
	}
	return nil
}
