package main

import (
	"runtime"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// spec says what is in an image and how it starts.
type spec struct {
	Name string `json:"name"`
	// Files are the files and folders of this machine by their path in the image.
	Files      map[string]string `json:"files"`
	Entrypoint []string          `json:"entrypoint"`
	User       string            `json:"user"`
	Env        map[string]string `json:"env"`
}

func imageOf(s spec, layer v1.Layer) (v1.Image, error) {
	image, err := mutate.AppendLayers(empty.Image, layer)
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", runtime.GOARCH
	config.Config = v1.Config{Entrypoint: s.Entrypoint, User: s.User, Env: variables(s.Env), WorkingDir: "/"}
	return mutate.ConfigFile(image, config)
}

func variables(env map[string]string) []string {
	list := []string{}
	if _, ok := env["PATH"]; !ok {
		list = append(list, "PATH=/usr/local/bin:/usr/bin:/bin")
	}
	for key, value := range env {
		list = append(list, key+"="+value)
	}
	slices.Sort(list)
	return list
}

// mirrored is where an image stands in a registry that stands for all others: under its own registry's host.
func mirrored(reference, registry string) (string, error) {
	parsed, err := name.ParseReference(reference)
	if err != nil {
		return "", err
	}
	host := parsed.Context().RegistryStr()
	if host == name.DefaultRegistry {
		// The name that containerd has for it.
		host = "docker.io"
	}
	separator := ":"
	if strings.HasPrefix(parsed.Identifier(), "sha256:") {
		separator = "@"
	}
	path := strings.ReplaceAll(host, ":", "_") + "/" + parsed.Context().RepositoryStr()
	return registry + "/" + path + separator + parsed.Identifier(), nil
}
