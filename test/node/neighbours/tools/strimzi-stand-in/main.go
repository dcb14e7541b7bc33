// Command strimzi-stand-in stands for Strimzi's topic and user operators, which cannot be had as a package: it brings a
// real broker to what KafkaTopic and KafkaUser objects say. It does as much of it as tests need.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// What was changed on the broker by others is put right after this long.
const interval = 30 * time.Second

func main() {
	options := options{}
	flag.StringVar(&options.namespace, "namespace", "", "the namespace of the objects")
	flag.StringVar(&options.cluster, "cluster", "", "the name of the Kafka cluster: the objects' label strimzi.io/cluster")
	flag.StringVar(&options.broker, "broker", "", "host and port of the broker")
	flag.StringVar(&options.admin, "admin", "", "the folder with user.crt and user.key of a super user")
	flag.StringVar(&options.brokerCA, "broker-ca", "", "the file that the broker's certificate is checked by")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, options); err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

type options struct{ namespace, cluster, broker, admin, brokerCA string }

type operator struct {
	options
	objects dynamic.Interface
	kube    kubernetes.Interface
	kafka   *broker
}

func run(ctx context.Context, options options) error {
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	o := &operator{options: options}
	if o.objects, err = dynamic.NewForConfig(config); err != nil {
		return err
	}
	if o.kube, err = kubernetes.NewForConfig(config); err != nil {
		return err
	}
	if o.kafka, err = connect(options); err != nil {
		return err
	}
	defer o.kafka.client.Close()
	return o.watch(ctx)
}

// watch reconciles everything after each change: there are few objects, and no order of events can then go wrong.
func (o *operator) watch(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	note := func() {
		select {
		case changed <- struct{}{}:
		default: // one is waiting already
		}
	}
	factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(o.objects, interval, o.namespace, nil)
	for _, resource := range []resource{topics, users} {
		handler := cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { note() },
			UpdateFunc: func(any, any) { note() },
			DeleteFunc: func(any) { note() },
		}
		if _, err := factory.ForResource(resource).Informer().AddEventHandler(handler); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		for _, reconcile := range []func(context.Context) error{o.reconcileTopics, o.reconcileUsers} {
			if err := reconcile(ctx); err != nil {
				log.Print(err)
				time.AfterFunc(time.Second, note)
			}
		}
	}
}
