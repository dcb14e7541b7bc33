package main

import (
	"archive/tar"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func TestMirrored(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0", 64)
	for reference, wanted := range map[string]string{
		"registry.example.com/shop/users:1":      "here/registry.example.com/shop/users:1",
		"registry.example.com/shop/users":        "here/registry.example.com/shop/users:latest",
		"localhost:5001/users:1":                 "here/localhost_5001/users:1",
		"busybox:1":                              "here/docker.io/library/busybox:1",
		"example.com/users@" + digest:            "here/example.com/users@" + digest,
		"example.com/users:stable-1.0@" + digest: "here/example.com/users@" + digest,
	} {
		if got, err := mirrored(reference, "here"); got != wanted || err != nil {
			t.Errorf("%s is mirrored as %s (%v), not %s", reference, got, err, wanted)
		}
	}
}

func TestSameFilesGiveTheSameImage(t *testing.T) {
	first := digestOf(t, folder(t, time.Unix(1, 0)))
	second := digestOf(t, folder(t, time.Unix(2, 0)))
	if first != second {
		t.Errorf("%s and %s", first, second)
	}
}

func TestLayer(t *testing.T) {
	source := folder(t, time.Unix(1, 0))
	if err := os.Chmod(source, 0o700); err != nil {
		t.Fatal(err)
	}
	files := entries(t, map[string]string{"/app": source})
	for name, mode := range map[string]int64{"tmp/": 0o1777, "app/": 0o755, "app/run": 0o755, "app/data": 0o644} {
		if header := files[name]; header == nil || header.Mode != mode || header.Uid != 0 {
			t.Errorf("%s is %+v", name, header)
		}
	}
	if link := files["app/link"]; link == nil || link.Typeflag != tar.TypeSymlink || link.Linkname != "data" {
		t.Errorf("the link is %+v", link)
	}
}

func TestProgramsComeWithTheirLibraries(t *testing.T) {
	program, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := filepath.EvalSymlinks(program)
	if err != nil {
		t.Fatal(err)
	}
	if !isDynamic(resolved) {
		t.Fatalf("%s loads no libraries: this machine cannot show it", resolved)
	}
	for name := range entries(t, map[string]string{"/sh": program}) {
		if strings.Contains(name, "libc.so") {
			return
		}
	}
	t.Error("there is no libc")
}

func TestAbsentFilesAreAnError(t *testing.T) {
	if _, err := contentOf(map[string]string{"/a": "/nowhere"}); err == nil || !strings.Contains(err.Error(), "/nowhere") {
		t.Errorf("the error is %v", err)
	}
}

// folder has one of each: program, file and link, all of that time.
func folder(t *testing.T, modified time.Time) string {
	t.Helper()
	folder := t.TempDir()
	for name, mode := range map[string]os.FileMode{"run": 0o755, "data": 0o644} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(name), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("data", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func digestOf(t *testing.T, folder string) string {
	t.Helper()
	var digest v1.Hash
	s := spec{Entrypoint: []string{"/app/run"}, Env: map[string]string{"B": "2", "A": "1"}}
	err := withLayer(map[string]string{"/app": folder}, func(layer v1.Layer) error {
		image, err := imageOf(s, layer)
		if err != nil {
			return err
		}
		digest, err = image.Digest()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return digest.String()
}

func entries(t *testing.T, files map[string]string) map[string]*tar.Header {
	t.Helper()
	found := map[string]*tar.Header{}
	err := withLayer(files, func(layer v1.Layer) error {
		content, err := layer.Uncompressed()
		if err != nil {
			return err
		}
		defer content.Close()
		archive := tar.NewReader(content)
		for {
			header, err := archive.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			found[header.Name] = header
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
