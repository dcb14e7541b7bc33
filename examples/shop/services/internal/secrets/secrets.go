// Package secrets reads mounted secrets, again when they change, and never shows them.
package secrets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"shop.example/services/internal/config"
)

// Settings are the variables that tell where the secrets are.
type Settings struct {
	Path string `env:"SECRETS_PATH,notEmpty"`
}

// Store holds secrets by name.
type Store struct {
	folder string
	names  []string

	mu     sync.RWMutex
	values map[string][]byte
}

// Open reads a file each from the folder; an empty or missing one is an error.
func Open(settings Settings, names ...string) (*Store, error) {
	s := &Store{folder: settings.Path, names: names, values: map[string][]byte{}}
	var wrong []error
	for _, name := range names {
		value, err := s.read(name)
		s.values[name] = value
		wrong = append(wrong, err)
	}
	return s, errors.Join(wrong...)
}

// Get gives a secret's value: for a client's password field, not for a log.
func (s *Store) Get(name string) []byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return bytes.Clone(s.values[name])
}

// Watch reads the secrets again whenever the folder changes, until the context ends.
func (s *Store) Watch(ctx context.Context) error {
	for _, name := range s.names {
		slog.InfoContext(ctx, "secret read", "name", name, "present", len(s.Get(name)) > 0)
	}
	return config.Folder(ctx, s.folder, func() { s.reload(ctx) })
}

func (s *Store) reload(ctx context.Context) {
	for _, name := range s.names {
		value, err := s.read(name)
		if err != nil {
			slog.ErrorContext(ctx, "secret not read, the old value stays", "name", name, "error", err)
			continue
		}
		if bytes.Equal(value, s.Get(name)) {
			continue
		}
		s.mu.Lock()
		s.values[name] = value
		s.mu.Unlock()
		slog.InfoContext(ctx, "secret changed", "name", name, "present", true)
	}
}

func (s *Store) read(name string) ([]byte, error) {
	value, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		return nil, fmt.Errorf("secret '%s': %w", name, err)
	}
	if value = bytes.TrimRight(value, "\r\n"); len(value) == 0 {
		return nil, fmt.Errorf("secret '%s' in %s is empty: give it a value in the secret store", name, s.folder)
	}
	return value, nil
}
