package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

type resource = schema.GroupVersionResource

var (
	topics = resource{Group: "kafka.strimzi.io", Version: "v1", Resource: "kafkatopics"}
	users  = resource{Group: "kafka.strimzi.io", Version: "v1", Resource: "kafkausers"}
)

type object[S any] struct {
	meta.ObjectMeta `json:"metadata"`
	Spec            S      `json:"spec"`
	Status          status `json:"status"`
}

type status struct {
	ObservedGeneration int64            `json:"observedGeneration"`
	Conditions         []meta.Condition `json:"conditions"`
}

// list gives the objects of this Kafka cluster.
func list[S any](ctx context.Context, o *operator, of resource) ([]object[S], error) {
	found, err := o.objects.Resource(of).Namespace(o.namespace).
		List(ctx, meta.ListOptions{LabelSelector: "strimzi.io/cluster=" + o.cluster})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", of.Resource, err)
	}
	objects := make([]object[S], len(found.Items))
	for i, item := range found.Items {
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(item.Object, &objects[i]); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", of.Resource, item.GetName(), err)
		}
	}
	return objects, nil
}

// report writes into the object's status whether the broker is as it says; the answer is the given error.
func report[S any](ctx context.Context, o *operator, of resource, object object[S], problem error) error {
	ready := meta.Condition{Type: "Ready", Status: meta.ConditionTrue}
	if problem != nil {
		problem = fmt.Errorf("%s %s: %w", of.Resource, object.Name, problem)
		ready.Status, ready.Reason, ready.Message = meta.ConditionFalse, "KafkaError", problem.Error()
	}
	if isReported(object.Status, ready, object.Generation) {
		return problem
	}
	log.Printf("%s %s: ready is %s", of.Resource, object.Name, ready.Status)
	patch, err := json.Marshal(map[string]any{"status": map[string]any{
		"observedGeneration": object.Generation,
		"conditions": []map[string]any{{
			"type": ready.Type, "status": ready.Status, "reason": ready.Reason, "message": ready.Message,
			"lastTransitionTime": time.Now().UTC().Format(time.RFC3339),
		}},
	}})
	if err != nil {
		return err
	}
	_, err = o.objects.Resource(of).Namespace(o.namespace).
		Patch(ctx, object.Name, types.MergePatchType, patch, meta.PatchOptions{}, "status")
	if err != nil {
		return fmt.Errorf("write the status of %s %s: %w", of.Resource, object.Name, err)
	}
	return problem
}

func isReported(known status, ready meta.Condition, generation int64) bool {
	if known.ObservedGeneration != generation || len(known.Conditions) != 1 {
		return false
	}
	condition := known.Conditions[0]
	return condition.Status == ready.Status && condition.Message == ready.Message
}
