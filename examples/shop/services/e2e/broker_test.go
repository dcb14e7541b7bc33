package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"shop.example/services/internal/testkit"
)

const (
	topic      = "dev.order-events"
	partitions = 12
)

// broker is Kafka on a port of loopback, with client certificates: a fake in this process, or a real one.
type broker interface {
	start(t *testing.T, s *shop)
}

// fake keeps its topics in memory and knows no ACLs by certificate.
type fake struct{}

func (fake) start(t *testing.T, s *shop) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(s.kafkaPort), kfake.TLS(s.serverTLS(t)),
		kfake.SeedTopics(partitions, topic))
	testkit.Must(t, err)
	t.Cleanup(cluster.Close)
}

// real is Apache Kafka from its jars, with each service's ACLs as the KafkaUser objects give them.
type real struct {
	libs, data string
	cmd        *exec.Cmd
}

func (r *real) start(t *testing.T, s *shop) {
	t.Helper()
	first := r.data == ""
	if first {
		r.data = t.TempDir()
		r.configure(t, s)
	}
	began := time.Now()
	log, err := os.Create(filepath.Join(r.data, "broker.log"))
	testkit.Must(t, err)
	r.cmd = r.java("kafka.Kafka", r.properties())
	r.cmd.Stdout, r.cmd.Stderr = log, log
	testkit.Must(t, r.cmd.Start())
	t.Cleanup(r.stop)
	admin := kadm.NewClient(s.client(t, "admin"))
	eventually(t, "the broker answers", 90*time.Second, func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, err := admin.ListBrokers(ctx)
		return err == nil
	})
	t.Logf("broker up in %.1f s", time.Since(began).Seconds())
	if first {
		r.provision(t, admin)
	}
}

func (r *real) stop() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

func (r *real) properties() string { return filepath.Join(r.data, "server.properties") }

func (r *real) java(args ...string) *exec.Cmd {
	return exec.Command("java", append([]string{"-Xmx512m", "-XX:+UseSerialGC", "-cp", filepath.Join(r.libs, "*")}, args...)...)
}

func (r *real) configure(t *testing.T, s *shop) {
	t.Helper()
	cert, key := s.authority.Issue(t, "broker")
	testkit.WriteFolder(t, r.data, map[string]string{
		"broker.pem": string(key) + string(cert), "ca.pem": string(s.authority.PEM),
		"server.properties": strings.Join([]string{
			"process.roles=broker,controller", "node.id=1",
			fmt.Sprintf("controller.quorum.voters=1@127.0.0.1:%d", s.controllerPort),
			fmt.Sprintf("listeners=SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d", s.kafkaPort, s.controllerPort),
			"listener.security.protocol.map=SSL:SSL,CONTROLLER:PLAINTEXT",
			"controller.listener.names=CONTROLLER", "inter.broker.listener.name=SSL",
			"ssl.client.auth=required", "ssl.keystore.type=PEM", "ssl.truststore.type=PEM",
			"ssl.keystore.location=" + filepath.Join(r.data, "broker.pem"),
			"ssl.truststore.location=" + filepath.Join(r.data, "ca.pem"),
			"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
			"super.users=User:CN=admin;User:ANONYMOUS;User:CN=broker",
			"log.dirs=" + filepath.Join(r.data, "log"), "auto.create.topics.enable=false",
			"offsets.topic.replication.factor=1", "transaction.state.log.replication.factor=1",
			"transaction.state.log.min.isr=1", "",
		}, "\n"),
	})
	out, err := r.java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", r.properties()).CombinedOutput()
	if err != nil {
		t.Fatalf("format: %v\n%s", err, out)
	}
}

func (r *real) provision(t *testing.T, admin *kadm.Client) {
	t.Helper()
	ctx := context.Background()
	_, err := admin.CreateTopic(ctx, partitions, 1, nil, topic)
	testkit.Must(t, err)
	grants := []*kadm.ACLBuilder{
		kadm.NewACLs().Allow("User:CN=dev-orders").AllowHosts().Topics(topic).Operations(kadm.OpDescribe, kadm.OpWrite),
	}
	for _, name := range consumerNames {
		user := "User:CN=dev-" + name
		grants = append(grants,
			kadm.NewACLs().Allow(user).AllowHosts().Topics(topic).Operations(kadm.OpDescribe, kadm.OpRead),
			kadm.NewACLs().Allow(user).AllowHosts().Groups("dev."+name).Operations(kadm.OpRead))
	}
	for _, grant := range grants {
		results, err := admin.CreateACLs(ctx, grant.ResourcePatternType(kadm.ACLPatternLiteral))
		testkit.Must(t, err)
		for _, result := range results {
			testkit.Must(t, result.Err)
		}
	}
}

func (s *shop) serverTLS(t *testing.T) *tls.Config {
	t.Helper()
	return &tls.Config{Certificates: []tls.Certificate{s.pair(t, "broker")}, ClientCAs: s.roots(), ClientAuth: tls.RequireAndVerifyClientCert}
}

// client speaks to the broker with a certificate of that name.
func (s *shop) client(t *testing.T, name string, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append([]kgo.Opt{
		kgo.SeedBrokers(s.brokers()),
		kgo.DialTLSConfig(&tls.Config{Certificates: []tls.Certificate{s.pair(t, name)}, RootCAs: s.roots()}),
	}, options...)...)
	testkit.Must(t, err)
	t.Cleanup(client.Close)
	return client
}

func (s *shop) brokers() string { return fmt.Sprintf("127.0.0.1:%d", s.kafkaPort) }

func (s *shop) pair(t *testing.T, name string) tls.Certificate {
	t.Helper()
	cert, key := s.authority.Issue(t, name)
	pair, err := tls.X509KeyPair(cert, key)
	testkit.Must(t, err)
	return pair
}

func (s *shop) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.authority.PEM)
	return pool
}
