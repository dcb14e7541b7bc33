// A stand-in for the plugin of Argo Rollouts for Gateway API, whose module is not to be had everywhere. It speaks the
// controller's own interface, reads the configuration by the same names, and does to a route what the plugin's sources
// do: weights by the names of the two Services, and a label for as long as the canary has any. It shows what the
// controller does with a Rollout of ours, and not that the plugin itself takes it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/rollout/trafficrouting/plugin/rpc"
	"github.com/argoproj/argo-rollouts/utils/plugin/types"
	"github.com/hashicorp/go-plugin"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	name  = "argoproj-labs/gatewayAPI"
	label = "rollouts.argoproj.io/gatewayapi-canary"
)

// What a Rollout says to the plugin.
type configuration struct {
	HTTPRoute string `json:"httpRoute"`
	GRPCRoute string `json:"grpcRoute"`
	Namespace string `json:"namespace"`
}

type gateway struct{ client dynamic.Interface }

func main() {
	go endWithController(os.Getppid())
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "ARGO_ROLLOUTS_RPC_PLUGIN",
			MagicCookieValue: "trafficrouter",
		},
		Plugins: plugin.PluginSet{"RpcTrafficRouterPlugin": &rpc.RpcTrafficRouterPlugin{Impl: &gateway{}}},
	})
}

// A controller that is killed cannot end its plugins.
func endWithController(parent int) {
	for os.Getppid() == parent {
		time.Sleep(time.Second)
	}
	os.Exit(0)
}

func (g *gateway) InitPlugin() types.RpcError {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err == nil {
		g.client, err = dynamic.NewForConfig(config)
	}
	return told(err)
}

func (g *gateway) SetWeight(rollout *v1alpha1.Rollout, canary int32, _ []v1alpha1.WeightDestination) types.RpcError {
	return told(g.setWeight(rollout.Spec.Strategy.Canary, int64(canary)))
}

func (g *gateway) setWeight(strategy *v1alpha1.CanaryStrategy, canary int64) error {
	var said configuration
	if err := json.Unmarshal(strategy.TrafficRouting.Plugins[name], &said); err != nil {
		return err
	}
	resource, route := "httproutes", said.HTTPRoute
	if route == "" {
		resource, route = "grpcroutes", said.GRPCRoute
	}
	routes := g.client.Resource(schema.GroupVersionResource{
		Group: "gateway.networking.k8s.io", Version: "v1", Resource: resource,
	}).Namespace(said.Namespace)
	object, err := routes.Get(context.Background(), route, metav1.GetOptions{})
	if err != nil {
		return err
	}
	weights := map[string]int64{strategy.CanaryService: canary, strategy.StableService: 100 - canary}
	if err := weigh(object, weights); err != nil {
		return err
	}
	labels := object.GetLabels()
	if canary == 0 {
		delete(labels, label)
	} else {
		labels[label] = "in-progress"
	}
	object.SetLabels(labels)
	_, err = routes.Update(context.Background(), object, metav1.UpdateOptions{FieldManager: "gatewayapi"})
	return err
}

// Both Services must be found among the backends.
func weigh(route *unstructured.Unstructured, weights map[string]int64) error {
	rules, _, err := unstructured.NestedSlice(route.Object, "spec", "rules")
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, rule := range rules {
		refs, _ := rule.(map[string]any)["backendRefs"].([]any)
		for _, ref := range refs {
			backend := ref.(map[string]any)
			service, _ := backend["name"].(string)
			if weight, known := weights[service]; known {
				backend["weight"] = weight
				found[service] = true
			}
		}
	}
	if len(found) != len(weights) {
		return fmt.Errorf("of the backends %v, route %s has %v", weights, route.GetName(), found)
	}
	return unstructured.SetNestedSlice(route.Object, rules, "spec", "rules")
}

func (g *gateway) UpdateHash(*v1alpha1.Rollout, string, string, []v1alpha1.WeightDestination) types.RpcError {
	return told(nil)
}

func (g *gateway) SetHeaderRoute(*v1alpha1.Rollout, *v1alpha1.SetHeaderRoute) types.RpcError {
	return told(nil)
}

func (g *gateway) SetMirrorRoute(*v1alpha1.Rollout, *v1alpha1.SetMirrorRoute) types.RpcError {
	return told(nil)
}

func (g *gateway) VerifyWeight(
	*v1alpha1.Rollout, int32, []v1alpha1.WeightDestination,
) (types.RpcVerified, types.RpcError) {
	return types.Verified, told(nil)
}

func (g *gateway) RemoveManagedRoutes(*v1alpha1.Rollout) types.RpcError {
	return told(nil)
}

func (g *gateway) Type() string {
	return "GatewayAPI"
}

func told(err error) types.RpcError {
	if err == nil {
		return types.RpcError{}
	}
	return types.RpcError{ErrorString: err.Error()}
}
