package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/knftables"
)

const (
	patience = 10 * time.Second
	pause    = 50 * time.Millisecond
)

// enforcer keeps the node's rules as the objects of the cluster want them.
type enforcer struct {
	factory informers.SharedInformerFactory
	nft     knftables.Interface
	// pods is the network of the node's pods.
	pods string

	mutex sync.Mutex
	// newcomers have an address that the API server does not know yet, by the pod's UID.
	newcomers map[string]netip.Addr
	last      string
}

// watch asks for the rules to be renewed after every change of what they follow from.
func (e *enforcer) watch(ctx context.Context) (<-chan struct{}, error) {
	changed := make(chan struct{}, 1)
	changed <- struct{}{}
	note := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { note() },
		UpdateFunc: func(any, any) { note() },
		DeleteFunc: func(any) { note() },
	}
	pods, policies := e.factory.Core().V1(), e.factory.Networking().V1()
	for _, informer := range []cache.SharedIndexInformer{
		pods.Pods().Informer(), pods.Namespaces().Informer(), policies.NetworkPolicies().Informer(),
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return nil, err
		}
	}
	e.factory.Start(ctx.Done())
	e.factory.WaitForCacheSync(ctx.Done())
	return changed, ctx.Err()
}

// ServeHTTP answers when the rules of a newcomer hold.
func (e *enforcer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := e.admit(r); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (e *enforcer) admit(r *http.Request) error {
	var pod newcomer
	if err := json.NewDecoder(r.Body).Decode(&pod); err != nil {
		return err
	}
	address, err := netip.ParseAddr(pod.Address)
	if err != nil {
		return err
	}
	// The kubelet may have heard of the pod first.
	for begin := time.Now(); !e.knows(pod.UID); time.Sleep(pause) {
		if time.Since(begin) > patience {
			return fmt.Errorf("the API server has told of no pod with UID %q", pod.UID)
		}
	}
	e.mutex.Lock()
	e.newcomers[pod.UID] = address
	e.mutex.Unlock()
	return e.renew(r.Context())
}

func (e *enforcer) knows(uid string) bool {
	pods, err := e.factory.Core().V1().Pods().Lister().List(labels.Everything())
	return err == nil && slices.ContainsFunc(pods, func(pod *core.Pod) bool { return string(pod.UID) == uid })
}

// renew brings the node's rules to what the objects say now.
func (e *enforcer) renew(ctx context.Context) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	current, err := e.state()
	if err != nil {
		return err
	}
	isolated, err := isolations(current)
	if err != nil {
		return err
	}
	tx := e.nft.NewTransaction()
	write(tx, e.pods, current.endpoints, isolated)
	if tx.String() == e.last {
		return nil
	}
	if err := e.nft.Run(ctx, tx); err != nil {
		return err
	}
	e.last = tx.String()
	log.Printf("rules for %d of %d pods", len(isolated), len(current.endpoints))
	return nil
}

func (e *enforcer) state() (state, error) {
	current := state{namespaces: map[string]labels.Set{}}
	namespaces, err := e.factory.Core().V1().Namespaces().Lister().List(labels.Everything())
	if err != nil {
		return current, err
	}
	for _, namespace := range namespaces {
		current.namespaces[namespace.Name] = namespace.Labels
	}
	if current.policies, err = e.factory.Networking().V1().NetworkPolicies().Lister().List(labels.Everything()); err != nil {
		return current, err
	}
	pods, err := e.factory.Core().V1().Pods().Lister().List(labels.Everything())
	if err != nil {
		return current, err
	}
	current.endpoints = e.endpoints(pods)
	// In one order, so that no change is no change.
	slices.SortFunc(current.policies, func(a, b *networking.NetworkPolicy) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return current, nil
}

// endpoints are the pods that have an address of their own. Newcomers that are gone are forgotten.
func (e *enforcer) endpoints(pods []*core.Pod) []endpoint {
	var found []endpoint
	newcomers := map[string]netip.Addr{}
	for _, pod := range pods {
		if pod.Spec.HostNetwork || pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed {
			continue
		}
		address, isNew := e.newcomers[string(pod.UID)]
		if isNew {
			newcomers[string(pod.UID)] = address
		} else if parsed, err := netip.ParseAddr(pod.Status.PodIP); err == nil {
			address = parsed
		} else {
			continue
		}
		found = append(found, endpoint{pod, address})
	}
	e.newcomers = newcomers
	slices.SortFunc(found, func(a, b endpoint) int { return a.address.Compare(b.address) })
	return found
}
