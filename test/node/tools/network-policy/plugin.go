package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	current "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/cni/pkg/version"
)

// newcomer is a pod that has got an address and does not run yet.
type newcomer struct {
	UID     string `json:"uid"`
	Address string `json:"address"`
}

type pluginConfig struct {
	types.PluginConf
	Socket string `json:"socket"`
}

type podArguments struct {
	types.CommonArgs
	K8S_POD_UID types.UnmarshallableString
}

// runPlugin is the last in the chain of plugins that give a pod its network: it lets the pod begin when its rules hold.
func runPlugin() {
	nothing := func(*skel.CmdArgs) error { return nil }
	// The rules of a pod that ends go with its object.
	functions := skel.CNIFuncs{Add: announce, Del: nothing, Check: nothing}
	skel.PluginMainFuncs(functions, version.All, "network-policy: waits for a pod's rules")
}

func announce(args *skel.CmdArgs) error {
	var config pluginConfig
	if err := json.Unmarshal(args.StdinData, &config); err != nil {
		return fmt.Errorf("read the configuration: %w", err)
	}
	if err := version.ParsePrevResult(&config.PluginConf); err != nil {
		return err
	}
	result, err := current.NewResultFromResult(config.PrevResult)
	if err != nil {
		return err
	}
	if len(result.IPs) == 0 {
		return errors.New("the plugin before gives the pod no address")
	}
	pod := podArguments{CommonArgs: types.CommonArgs{IgnoreUnknown: true}}
	if err := types.LoadArgs(args.Args, &pod); err != nil {
		return err
	}
	if err := post(config.Socket, newcomer{string(pod.K8S_POD_UID), result.IPs[0].Address.IP.String()}); err != nil {
		return err
	}
	return types.PrintResult(config.PrevResult, config.CNIVersion)
}

func post(socket string, pod newcomer) error {
	body, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}
	response, err := client.Post("http://enforcer/", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		said, _ := io.ReadAll(response.Body)
		return fmt.Errorf("the enforcer answers %s: %s", response.Status, said)
	}
	return nil
}
