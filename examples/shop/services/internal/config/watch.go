package config

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A volume's update is several events (a new folder, a symlink, its rename): one reload for all of them.
const settle = 100 * time.Millisecond

// Folder calls the function after each change of the folder's entries, until the context ends. The folder is watched,
// not its files: Kubernetes swaps the symlink `..data` in it, the files themselves never change.
func Folder(ctx context.Context, folder string, changed func()) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", folder, err)
	}
	defer watcher.Close()
	if err := watcher.Add(folder); err != nil {
		return fmt.Errorf("watch %s: %w", folder, err)
	}
	changed() // what changed before the watch began
	timer := time.NewTimer(settle)
	timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-watcher.Events:
			timer.Reset(settle)
		case err := <-watcher.Errors:
			slog.ErrorContext(ctx, "watching a folder", "folder", folder, "error", err)
			timer.Reset(settle) // an overflow lost events: look
		case <-timer.C:
			changed()
		}
	}
}
