// Command external-secrets runs those controllers of the External Secrets Operator that fill Secrets from stores: its own
// command comes with the clients of forty clouds, which take longer to build than everything else together.
package main

import (
	"log"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgo "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2/textlogger"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	core "k8s.io/api/core/v1"

	secrets "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	secretsalpha "github.com/external-secrets/external-secrets/apis/externalsecrets/v1alpha1"
	generators "github.com/external-secrets/external-secrets/apis/generators/v1alpha1"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret/esmetrics"
	"github.com/external-secrets/external-secrets/pkg/controllers/metrics"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore/cssmetrics"
)

// A store that was asked too early is asked again soon.
const interval = 5 * time.Second

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	ctrl.SetLogger(textlogger.NewLogger(textlogger.NewConfig()))
	metrics.SetUpLabelNames(false)
	esmetrics.SetUpMetrics()
	cssmetrics.SetUpMetrics()
	manager, err := newManager()
	if err != nil {
		return err
	}
	// The provider `fake` cannot bear two at once.
	options := controller.Options{MaxConcurrentReconciles: 1}
	stores := &secretstore.ClusterStoreReconciler{
		Client: manager.GetClient(), Scheme: manager.GetScheme(), Log: ctrl.Log.WithName("ClusterSecretStore"),
		RequeueInterval: interval,
	}
	if err := stores.SetupWithManager(manager, options); err != nil {
		return err
	}
	external := &externalsecret.Reconciler{
		Client: manager.GetClient(), SecretClient: manager.GetClient(), Scheme: manager.GetScheme(),
		Log: ctrl.Log.WithName("ExternalSecret"), RestConfig: manager.GetConfig(),
		RequeueInterval: time.Hour, ClusterSecretStoreEnabled: true, EnableFloodGate: true,
	}
	if err := external.SetupWithManager(manager, options); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}

func newManager() (ctrl.Manager, error) {
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, err
	}
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		clientgo.AddToScheme, secrets.AddToScheme, secretsalpha.AddToScheme, generators.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	// What was read a moment ago may have changed since.
	fresh := []client.Object{&core.Secret{}, &core.ConfigMap{}}
	return ctrl.NewManager(config, ctrl.Options{
		Scheme:  scheme,
		Metrics: server.Options{BindAddress: "0"},
		Client:  client.Options{Cache: &client.CacheOptions{DisableFor: fresh}},
	})
}
