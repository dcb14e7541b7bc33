// Command image makes container images out of files, and brings them to a registry. The same files give the same image.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/go-containerregistry/pkg/crane"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

const usage = `usage: image build TARBALL                    makes the image that standard input describes, as JSON
       image push TARBALL REFERENCE REGISTRY  brings it to the registry that stands for that of the reference, and says its digest`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "build":
		return build(args[1])
	case len(args) == 4 && args[0] == "push":
		return push(args[1], args[2], args[3])
	}
	return fmt.Errorf("arguments are %q\n%s", args, usage)
}

func build(tarball string) error {
	var described spec
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&described); err != nil {
		return fmt.Errorf("read the description: %w", err)
	}
	reference, err := name.NewTag(described.Name)
	if err != nil {
		return err
	}
	return withLayer(described.Files, func(layer v1.Layer) error {
		image, err := imageOf(described, layer)
		if err != nil {
			return err
		}
		return crane.Save(image, reference.Name(), tarball)
	})
}

func push(tarball, reference, registry string) error {
	image, err := crane.Load(tarball)
	if err != nil {
		return fmt.Errorf("read %s: %w", tarball, err)
	}
	target, err := mirrored(reference, registry)
	if err != nil {
		return err
	}
	if err := crane.Push(image, target, crane.Insecure); err != nil {
		return err
	}
	digest, err := image.Digest()
	if err != nil {
		return err
	}
	fmt.Println(digest)
	return nil
}
