// Command ingress-stand-in stands for an ingress controller: it configures a real nginx as the Ingresses of a class say. It
// knows hosts, paths and certificates, and no annotation.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os/signal"
	"syscall"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

func main() {
	class := flag.String("class", "", "the class of the Ingresses to serve")
	address := flag.String("address", "", "what to write into the status of Ingresses: where clients reach them")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, *class, *address); err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func run(ctx context.Context, class, address string) error {
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	w := &world{
		class:     class,
		ingresses: factory.Networking().V1().Ingresses().Lister(),
		services:  factory.Core().V1().Services().Lister(),
		secrets:   factory.Core().V1().Secrets().Lister(),
		slices:    factory.Discovery().V1().EndpointSlices().Lister(),
	}
	changed, err := watch(ctx, factory,
		factory.Networking().V1().Ingresses().Informer(), factory.Core().V1().Services().Informer(),
		factory.Core().V1().Secrets().Informer(), factory.Discovery().V1().EndpointSlices().Informer())
	if err != nil {
		return err
	}
	proxy := &nginx{folder: "/tmp"}
	for {
		hosts, err := w.hosts()
		if err != nil {
			return err
		}
		if err := proxy.serve(hosts); err != nil {
			return err
		}
		if err := w.announce(ctx, client, address); err != nil {
			log.Print(err)
		}
		select {
		case <-ctx.Done():
			return proxy.end()
		case err := <-proxy.ended:
			return err
		case <-changed:
		}
	}
}

// watch tells of every change of what the configuration follows from.
func watch(ctx context.Context, factory informers.SharedInformerFactory, of ...cache.SharedIndexInformer) (<-chan struct{}, error) {
	changed := make(chan struct{}, 1)
	note := func() {
		select {
		case changed <- struct{}{}:
		default: // one is waiting already
		}
	}
	for _, informer := range of {
		handler := cache.ResourceEventHandlerFuncs{
			AddFunc: func(any) { note() }, UpdateFunc: func(any, any) { note() }, DeleteFunc: func(any) { note() },
		}
		if _, err := informer.AddEventHandler(handler); err != nil {
			return nil, err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return changed, ctx.Err()
}
