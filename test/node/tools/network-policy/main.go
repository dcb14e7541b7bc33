// Command network-policy enforces the NetworkPolicies of a cluster of one node, with nftables. It is for tests alone: IPv4,
// one node, and the whole table written anew with every change.
//
// It is a plugin of the pods' network too: a pod begins when its rules hold, so that it has no open first moment.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/knftables"
)

func main() {
	if os.Getenv("CNI_COMMAND") != "" {
		runPlugin()
		return
	}
	kubeconfig := flag.String("kubeconfig", "", "the way to the API server")
	pods := flag.String("pods", "", "network of the node's pods")
	socket := flag.String("socket", "", "where the plugin announces new pods")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, *kubeconfig, *pods, *socket); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, kubeconfig, pods, socket string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	nft, err := knftables.New(knftables.IPv4Family, tableName)
	if err != nil {
		return err
	}
	e := &enforcer{
		factory:   informers.NewSharedInformerFactory(client, 0),
		nft:       nft,
		pods:      pods,
		newcomers: map[string]netip.Addr{},
	}
	changed, err := e.watch(ctx)
	if err != nil {
		return err
	}
	if err := e.renew(ctx); err != nil {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	go func() { log.Fatal(http.Serve(listener, e)) }()
	return keep(ctx, e, changed)
}

// keep tries again after a failure, until it is told to end: rules that are out of date must not stay so.
func keep(ctx context.Context, e *enforcer, changed <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		for err := e.renew(ctx); err != nil && ctx.Err() == nil; err = e.renew(ctx) {
			log.Print(err)
			time.Sleep(time.Second)
		}
	}
}
