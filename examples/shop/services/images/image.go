package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

const (
	user = "10001:10001"
	path = "/service"
)

// description is what an image shall be.
type description struct{ reference, title, version, binary string }

// write puts the image into a tarball that `docker load` and `ctr images import` take, and tells its sizes.
func (d description) write(file string) (report string, err error) {
	reference, err := name.NewTag(d.reference)
	if err != nil {
		return "", err
	}
	image, err := d.build()
	if err != nil {
		return "", err
	}
	if err := tarball.WriteToFile(file, reference, image); err != nil {
		return "", err
	}
	compressed, unpacked, err := sizes(image)
	return fmt.Sprintf("%s\t%.1f MB compressed\t%.1f MB unpacked", reference, megabytes(compressed), megabytes(unpacked)), err
}

func (d description) build() (v1.Image, error) {
	program, err := os.ReadFile(d.binary)
	if err != nil {
		return nil, err
	}
	authorities, err := authorityFile()
	if err != nil {
		return nil, err
	}
	// The authorities change seldom and are the same in all images: a layer of their own is stored and pulled once.
	image := empty.Image
	for _, content := range []entry{
		{name: "etc/ssl/certs/ca-certificates.crt", mode: 0o444, content: authorities},
		{name: path[1:], mode: 0o555, content: program},
	} {
		if image, err = appendLayer(image, content); err != nil {
			return nil, err
		}
	}
	layers, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	return mutate.ConfigFile(image, d.config(layers.DeepCopy()))
}

func (d description) config(config *v1.ConfigFile) *v1.ConfigFile {
	config.OS, config.Architecture = "linux", architecture()
	config.Config.User = user
	config.Config.Entrypoint = []string{path}
	config.Config.Labels = map[string]string{
		"org.opencontainers.image.title":   d.title,
		"org.opencontainers.image.version": d.version,
	}
	return config
}

func architecture() string {
	if arch := os.Getenv("GOARCH"); arch != "" {
		return arch
	}
	return runtime.GOARCH
}

type entry struct {
	name    string
	mode    int64
	content []byte
}

func appendLayer(image v1.Image, e entry) (v1.Image, error) {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	header := &tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.content)), ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
	if err := w.WriteHeader(header); err != nil {
		return nil, err
	}
	if _, err := w.Write(e.content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(archive.Bytes())), nil
	})
	if err != nil {
		return nil, err
	}
	return mutate.AppendLayers(image, layer)
}

func sizes(image v1.Image) (compressed, unpacked int64, err error) {
	layers, err := image.Layers()
	for _, layer := range layers {
		size, err := layer.Size()
		if err != nil {
			return 0, 0, err
		}
		content, err := layer.Uncompressed()
		if err != nil {
			return 0, 0, err
		}
		plain, err := io.Copy(io.Discard, content)
		content.Close()
		if err != nil {
			return 0, 0, err
		}
		compressed, unpacked = compressed+size, unpacked+plain
	}
	return compressed, unpacked, err
}

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
