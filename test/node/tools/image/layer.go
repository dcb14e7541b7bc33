package main

import (
	"archive/tar"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// withLayer makes a layer of the files and of the shared libraries that their programs load.
func withLayer(files map[string]string, work func(v1.Layer) error) error {
	content, err := contentOf(files)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "layer-*.tar")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := writeTar(file, content); err != nil {
		return err
	}
	// Its way is short: time counts more than size.
	layer, err := tarball.LayerFromFile(file.Name(), tarball.WithCompressionLevel(gzip.BestSpeed))
	if err != nil {
		return err
	}
	return work(layer)
}

// contentOf gives the file of this machine for each path in the image.
func contentOf(files map[string]string) (map[string]string, error) {
	content := map[string]string{}
	for target, source := range files {
		if err := addTree(content, path.Clean("/"+target), source); err != nil {
			return nil, fmt.Errorf("add %s as %s: %w", source, target, err)
		}
	}
	return content, addLibraries(content)
}

func addTree(content map[string]string, target, source string) error {
	// A source that is itself a link is what it leads to; links inside a folder stay links.
	resolved, err := filepath.EvalSymlinks(source)
	if err != nil {
		return err
	}
	return filepath.WalkDir(resolved, func(file string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		content[path.Join(target, filepath.ToSlash(strings.TrimPrefix(file, resolved)))] = file
		return nil
	})
}

func writeTar(to io.Writer, content map[string]string) error {
	archive := tar.NewWriter(to)
	written := map[string]bool{"/": true}
	if err := addFolder(archive, written, "/tmp", 0o1777); err != nil {
		return err
	}
	for _, target := range slices.Sorted(maps.Keys(content)) {
		if written[target] {
			continue
		}
		if err := addFolder(archive, written, path.Dir(target), 0o755); err != nil {
			return err
		}
		if err := addFile(archive, target, content[target]); err != nil {
			return fmt.Errorf("add %s: %w", content[target], err)
		}
		written[target] = true
	}
	return archive.Close()
}

func addFolder(archive *tar.Writer, written map[string]bool, folder string, mode int64) error {
	if written[folder] {
		return nil
	}
	if err := addFolder(archive, written, path.Dir(folder), 0o755); err != nil {
		return err
	}
	written[folder] = true
	return archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folder[1:] + "/", Mode: mode})
}

// addFile takes over what the file is and holds, but neither its owner nor its time: these differ between machines. What
// its owner may read or run everybody may, as in the image it runs as somebody else.
func addFile(archive *tar.Writer, target, source string) error {
	info, err := os.Lstat(source)
	if err != nil {
		return err
	}
	link := ""
	if info.Mode()&fs.ModeSymlink != 0 {
		if link, err = os.Readlink(source); err != nil {
			return err
		}
	}
	header, err := tar.FileInfoHeader(info, link)
	if err != nil {
		return err
	}
	header.Name = target[1:]
	if info.IsDir() {
		header.Name += "/"
	}
	owner := header.Mode & 0o500
	header.Mode |= owner>>3 | owner>>6
	header.Uid, header.Gid, header.Uname, header.Gname = 0, 0, "", ""
	header.ModTime, header.AccessTime, header.ChangeTime = time.Time{}, time.Time{}, time.Time{}
	if err := archive.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
		return err
	}
	file, err := os.Open(source)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(archive, file)
	return err
}
