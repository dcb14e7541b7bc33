package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

type topicSpec struct {
	TopicName  string         `json:"topicName"`
	Partitions int32          `json:"partitions"`
	Replicas   int16          `json:"replicas"`
	Config     map[string]any `json:"config"`
}

// reconcileTopics makes the topics that objects ask for, and deletes those whose object is gone, as Strimzi does.
func (o *operator) reconcileTopics(ctx context.Context) error {
	wanted, err := list[topicSpec](ctx, o, topics)
	if err != nil {
		return err
	}
	known, err := o.kafka.admin.ListTopics(ctx)
	if err != nil {
		return fmt.Errorf("ask the broker for its topics: %w", err)
	}
	var problems []error
	for _, topic := range wanted {
		name := topic.Spec.TopicName
		if name == "" {
			name = topic.Name
		}
		found, exists := known[name]
		delete(known, name)
		problem := o.makeTopic(ctx, name, topic.Spec, found, exists)
		problems = append(problems, report(ctx, o, topics, topic, problem))
	}
	for name := range known {
		// Nobody may write to a topic without an object, save those that Kafka keeps for itself.
		if strings.HasPrefix(name, "__") {
			continue
		}
		log.Printf("deleting the topic %s: no object asks for it", name)
		_, err := o.kafka.admin.DeleteTopic(ctx, name)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

func (o *operator) makeTopic(ctx context.Context, name string, spec topicSpec, found kadm.TopicDetail, exists bool) error {
	config := map[string]*string{}
	for key, value := range spec.Config {
		text := fmt.Sprint(value)
		config[key] = &text
	}
	if !exists {
		_, err := o.kafka.admin.CreateTopic(ctx, spec.Partitions, spec.Replicas, config, name)
		if errors.Is(err, kerr.TopicAlreadyExists) {
			return nil // made a moment ago, and not listed yet
		}
		return err
	}
	switch has := int32(len(found.Partitions)); {
	case has > spec.Partitions:
		return fmt.Errorf("the topic %s has %d partitions: %d are asked for, and there can be no fewer", name, has, spec.Partitions)
	case has < spec.Partitions:
		if _, err := o.kafka.admin.UpdatePartitions(ctx, int(spec.Partitions), name); err != nil {
			return err
		}
	}
	return o.configureTopic(ctx, name, config)
}

// configureTopic sets what is asked for and nothing else.
func (o *operator) configureTopic(ctx context.Context, name string, config map[string]*string) error {
	var changes []kadm.AlterConfig
	for key, value := range config {
		changes = append(changes, kadm.AlterConfig{Op: kadm.SetConfig, Name: key, Value: value})
	}
	answers, err := o.kafka.admin.AlterTopicConfigsState(ctx, changes, name)
	if err != nil {
		return err
	}
	_, err = answers.On(name, func(answer *kadm.AlterConfigsResponse) error { return answer.Err })
	return err
}
