package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Strimzi's names of users are those of their certificates.
const principal = "User:CN="

type userSpec struct {
	Authentication struct {
		Type string `json:"type"`
	} `json:"authentication"`
	Authorization struct {
		Type string    `json:"type"`
		ACLs []aclSpec `json:"acls"`
	} `json:"authorization"`
}

type aclSpec struct {
	Type       string   `json:"type"`
	Host       string   `json:"host"`
	Operations []string `json:"operations"`
	Resource   struct {
		Type        string `json:"type"`
		Name        string `json:"name"`
		PatternType string `json:"patternType"`
	} `json:"resource"`
}

// acl is one permission, as the broker has it.
type acl struct {
	resource        kmsg.ACLResourceType
	pattern         kmsg.ACLResourcePatternType
	name            string
	principal, host string
	operation       kmsg.ACLOperation
	permission      kmsg.ACLPermissionType
}

// reconcileUsers gives each user of an object a certificate and exactly the permissions that it names, and takes from
// users without an object all that they have.
func (o *operator) reconcileUsers(ctx context.Context) error {
	wanted, err := list[userSpec](ctx, o, users)
	if err != nil {
		return err
	}
	known, err := o.permissions(ctx)
	if err != nil {
		return fmt.Errorf("ask the broker for its permissions: %w", err)
	}
	var problems []error
	for _, user := range wanted {
		name := principal + user.Name
		problem := o.makeUser(ctx, user, known[name])
		delete(known, name)
		problems = append(problems, report(ctx, o, users, user, problem))
	}
	for name, left := range known {
		if !strings.HasPrefix(name, principal) {
			continue
		}
		log.Printf("taking all permissions of %s: no object gives any", name)
		problems = append(problems, o.take(ctx, left))
	}
	return errors.Join(problems...)
}

func (o *operator) makeUser(ctx context.Context, user object[userSpec], known map[acl]bool) error {
	if kind := user.Spec.Authentication.Type; kind != "tls" {
		return fmt.Errorf("authentication is %q: this stand-in for Strimzi knows tls alone", kind)
	}
	wanted, err := permissionsOf(user)
	if err != nil {
		return err
	}
	if err := o.certify(ctx, user); err != nil {
		return err
	}
	missing := map[acl]bool{}
	for permission := range wanted {
		if !known[permission] {
			missing[permission] = true
		}
		delete(known, permission)
	}
	return errors.Join(o.give(ctx, missing), o.take(ctx, known))
}

func permissionsOf(user object[userSpec]) (map[acl]bool, error) {
	permissions := map[acl]bool{}
	for _, rule := range user.Spec.Authorization.ACLs {
		for _, operation := range rule.Operations {
			permission, err := permissionOf(rule, operation)
			if err != nil {
				return nil, err
			}
			permission.principal = principal + user.Name
			permissions[permission] = true
		}
	}
	return permissions, nil
}

func permissionOf(rule aclSpec, operation string) (acl, error) {
	var problems [4]error
	permission := acl{name: rule.Resource.Name, host: or(rule.Host, "*")}
	if rule.Resource.Type == "cluster" {
		permission.name = "kafka-cluster"
	}
	permission.resource, problems[0] = kmsg.ParseACLResourceType(rule.Resource.Type)
	permission.pattern, problems[1] = kmsg.ParseACLResourcePatternType(or(rule.Resource.PatternType, "literal"))
	permission.operation, problems[2] = kmsg.ParseACLOperation(operation)
	permission.permission, problems[3] = kmsg.ParseACLPermissionType(or(rule.Type, "allow"))
	return permission, errors.Join(problems[:]...)
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// permissions are those that the broker knows, by their principal.
func (o *operator) permissions(ctx context.Context) (map[string]map[acl]bool, error) {
	request := kmsg.NewPtrDescribeACLsRequest()
	request.ResourceType, request.ResourcePatternType = kmsg.ACLResourceTypeAny, kmsg.ACLResourcePatternTypeAny
	request.Operation, request.PermissionType = kmsg.ACLOperationAny, kmsg.ACLPermissionTypeAny
	answer, err := request.RequestWith(ctx, o.kafka.client)
	if err != nil {
		return nil, err
	}
	if err := kerr.ErrorForCode(answer.ErrorCode); err != nil {
		return nil, err
	}
	found := map[string]map[acl]bool{}
	for _, on := range answer.Resources {
		for _, a := range on.ACLs {
			if found[a.Principal] == nil {
				found[a.Principal] = map[acl]bool{}
			}
			found[a.Principal][acl{
				on.ResourceType, on.ResourcePatternType, on.ResourceName, a.Principal, a.Host, a.Operation, a.PermissionType,
			}] = true
		}
	}
	return found, nil
}

func (o *operator) give(ctx context.Context, permissions map[acl]bool) error {
	if len(permissions) == 0 {
		return nil
	}
	request := kmsg.NewPtrCreateACLsRequest()
	for p := range permissions {
		creation := kmsg.NewCreateACLsRequestCreation()
		creation.ResourceType, creation.ResourceName, creation.ResourcePatternType = p.resource, p.name, p.pattern
		creation.Principal, creation.Host, creation.Operation, creation.PermissionType = p.principal, p.host, p.operation, p.permission
		request.Creations = append(request.Creations, creation)
	}
	answer, err := request.RequestWith(ctx, o.kafka.client)
	if err != nil {
		return err
	}
	for _, result := range answer.Results {
		if err := kerr.ErrorForCode(result.ErrorCode); err != nil {
			return err
		}
	}
	return nil
}

func (o *operator) take(ctx context.Context, permissions map[acl]bool) error {
	if len(permissions) == 0 {
		return nil
	}
	request := kmsg.NewPtrDeleteACLsRequest()
	for p := range permissions {
		filter := kmsg.NewDeleteACLsRequestFilter()
		filter.ResourceType, filter.ResourceName, filter.ResourcePatternType = p.resource, &p.name, p.pattern
		filter.Principal, filter.Host, filter.Operation, filter.PermissionType = &p.principal, &p.host, p.operation, p.permission
		request.Filters = append(request.Filters, filter)
	}
	answer, err := request.RequestWith(ctx, o.kafka.client)
	if err != nil {
		return err
	}
	for _, result := range answer.Results {
		if err := kerr.ErrorForCode(result.ErrorCode); err != nil {
			return err
		}
	}
	return nil
}
