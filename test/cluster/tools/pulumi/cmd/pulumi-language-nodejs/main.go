// Command pulumi-language-nodejs runs Node.js programs for the Pulumi engine. Pulumi's own cannot be had as a Go module;
// this one runs a program and tells how it ended, and does nothing else: it installs no packages, names no plugins in
// advance and generates no code.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// userWasTold is how @pulumi/pulumi/cmd/run exits after it has reported the error itself.
const userWasTold = 32

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine string
}

func (*host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

func (*host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	args, err := h.nodeArgs(ctx, request)
	if err != nil {
		return nil, err
	}
	env, err := programEnv(request)
	if err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", args...)
	node.Dir = request.GetInfo().GetProgramDirectory()
	node.Env = env
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return outcome(node.Run())
}

func (h *host) nodeArgs(ctx context.Context, request *pulumirpc.RunRequest) ([]string, error) {
	info := request.GetInfo()
	runner, err := runnerOf(ctx, info.GetProgramDirectory())
	if err != nil {
		return nil, err
	}
	args := append(strings.Fields(info.GetOptions().GetFields()["nodeargs"].GetStringValue()), runner,
		"--monitor="+request.GetMonitorAddress(),
		"--engine="+h.engine,
		"--project="+request.GetProject(),
		"--stack="+request.GetStack(),
		"--organization="+request.GetOrganization(),
		"--root-directory="+info.GetRootDirectory(),
		"--pwd="+request.GetPwd(),
		fmt.Sprintf("--parallel=%d", request.GetParallel()),
	)
	if request.GetDryRun() {
		args = append(args, "--dry-run")
	}
	return append(append(args, entryPoint(info)), request.GetArgs()...), nil
}

// runnerOf finds the script that runs a program, in the @pulumi/pulumi that the program has installed.
func runnerOf(ctx context.Context, folder string) (string, error) {
	resolve := exec.CommandContext(ctx, "node", "--print", "require.resolve('@pulumi/pulumi/cmd/run')")
	resolve.Dir = folder
	path, err := resolve.Output()
	if err != nil {
		return "", fmt.Errorf("find @pulumi/pulumi from %s (is it installed there?): %w", folder, err)
	}
	return strings.TrimSpace(string(path)), nil
}

// entryPoint keeps ".", which asks the runner for the main file of the program's package.json.
func entryPoint(info *pulumirpc.ProgramInfo) string {
	if info.GetEntryPoint() == "." {
		return "."
	}
	return filepath.Join(info.GetProgramDirectory(), info.GetEntryPoint())
}

func programEnv(request *pulumirpc.RunRequest) ([]string, error) {
	config, err := json.Marshal(request.GetConfig())
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	env := append(os.Environ(), "PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys))
	if request.GetInfo().GetOptions().GetFields()["typescript"].GetBoolValue() {
		env = append(env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	return env, nil
}

func outcome(err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case !errors.As(err, &exit):
		return nil, err
	case exit.ExitCode() == userWasTold:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program exited with code %d", exit.ExitCode())}, nil
	}
}

// serve tells the engine its port on standard output, and ends when the engine does.
func serve(engine string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		close(cancel)
	}()
	if err := rpcutil.Healthcheck(ctx, engine, 5*time.Minute, stop); err != nil {
		return fmt.Errorf("reach the engine at %s: %w", engine, err)
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{engine: engine})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(server.Port)
	return <-server.Done
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs: the engine calls it with its address as last argument")
		os.Exit(2)
	}
	if err := serve(os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}
