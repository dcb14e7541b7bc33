// The programs of Argo CD that bring an Application from Git to a cluster, and the Redis between them, in one binary:
// which of them it is, is the name that it is called by.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alicebob/miniredis/v2"
	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	askpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/spf13/cobra"
)

func main() {
	programs := map[string]func() *cobra.Command{
		"argocd-application-controller": controller.NewCommand,
		"argocd-git-ask-pass":           askpass.NewCommand,
		"argocd-repo-server":            reposerver.NewCommand,
		"argocd-redis":                  redis,
	}
	name := filepath.Base(os.Args[0])
	program, known := programs[name]
	if !known {
		fmt.Fprintf(os.Stderr, "there is no program '%s' in here\n", name)
		os.Exit(2)
	}
	command := program()
	command.SilenceUsage = true
	if command.Execute() != nil {
		os.Exit(1)
	}
}

// Redis in memory, which nothing outlives.
func redis() *cobra.Command {
	return &cobra.Command{
		Use:  "argocd-redis ADDRESS",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			server := miniredis.NewMiniRedis()
			if err := server.StartAddr(args[0]); err != nil {
				return err
			}
			ended := make(chan os.Signal, 1)
			signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
			<-ended
			server.Close()
			return nil
		},
	}
}
