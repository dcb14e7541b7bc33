package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Store holds the configuration keys of a service: files of a folder that may change, or environment variables.
type Store struct {
	folder string
	keys   []Key

	mu       sync.RWMutex
	values   map[string]string
	onChange []func()
}

// Open reads the keys from the folder, or from the environment where the folder is "".
func Open(folder string, keys ...Key) (*Store, error) {
	s := &Store{folder: folder, keys: keys, values: map[string]string{}}
	var missing []string
	var wrong []error
	for _, key := range keys {
		value, found, err := s.read(key.Name)
		switch {
		case err != nil:
			wrong = append(wrong, err)
		case !found && !key.Optional:
			missing = append(missing, key.Name)
		case found:
			if err := key.Check(value); err != nil {
				wrong = append(wrong, fmt.Errorf("configuration key '%s' %w", key.Name, err))
			}
			s.values[key.Name] = value
		}
	}
	if len(missing) > 0 {
		wrong = append([]error{fmt.Errorf("missing configuration keys in %s: %s: set each of them in the service's config",
			s.source(), strings.Join(missing, ", "))}, wrong...)
	}
	return s, errors.Join(wrong...)
}

// Get gives the value of a key, "" for an optional one that is not there.
func (s *Store) Get(key Key) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[key.Name]
}

// Enabled tells whether a flag is on.
func (s *Store) Enabled(key Key) bool { return s.Get(key) == "true" }

// Share gives a number from 0 to 1, 0 for an optional one that is not there.
func (s *Store) Share(key Key) float64 {
	share, err := strconv.ParseFloat(s.Get(key), 64)
	if err != nil {
		return 0 // only "": nothing else passes the key's check
	}
	return share
}

// Duration gives a time, 0 for an optional one that is not there.
func (s *Store) Duration(key Key) time.Duration {
	duration, err := time.ParseDuration(s.Get(key))
	if err != nil {
		return 0 // only "": nothing else passes the key's check
	}
	return duration
}

// OnChange has the function called now and after each change of any key.
func (s *Store) OnChange(do func()) {
	s.mu.Lock()
	s.onChange = append(s.onChange, do)
	s.mu.Unlock()
	do()
}

// Watch reloads the keys whenever the folder changes, until the context ends.
func (s *Store) Watch(ctx context.Context) error {
	if s.folder == "" {
		return nil
	}
	return Folder(ctx, s.folder, func() { s.reload(ctx) })
}

func (s *Store) reload(ctx context.Context) {
	changed := false
	for _, key := range s.keys {
		changed = s.reloadKey(ctx, key) || changed
	}
	if !changed {
		return
	}
	s.mu.RLock()
	callbacks := slices.Clone(s.onChange)
	s.mu.RUnlock()
	for _, do := range callbacks {
		do()
	}
}

// reloadKey keeps the old value where the new one is refused: a typing error must not stop a running service.
func (s *Store) reloadKey(ctx context.Context, key Key) bool {
	old := s.Get(key)
	value, found, err := s.read(key.Name)
	if err == nil && found {
		err = key.Check(value)
	}
	if err == nil && !found && !key.Optional {
		err = fmt.Errorf("is gone from %s", s.source())
	}
	if err != nil {
		slog.ErrorContext(ctx, "configuration change refused, the old value stays", "key", key.Name, "old", old, "error", err)
		return false
	}
	if value == old {
		return false
	}
	s.mu.Lock()
	s.values[key.Name] = value
	s.mu.Unlock()
	slog.InfoContext(ctx, "configuration changed", "key", key.Name, "old", old, "new", value)
	return true
}

func (s *Store) read(name string) (value string, found bool, err error) {
	if s.folder == "" {
		value, found = os.LookupEnv(name)
		return value, found, nil
	}
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	return strings.TrimSpace(string(content)), err == nil, err
}

func (s *Store) source() string {
	if s.folder == "" {
		return "the environment"
	}
	return s.folder
}
