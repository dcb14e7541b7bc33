package config_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shop.example/services/internal/config"
	"shop.example/services/internal/testkit"
)

type settings struct {
	HTTP    config.Port `env:"HTTP_PORT,notEmpty"`
	Brokers []string    `env:"KAFKA_BROKERS,notEmpty"`
	Path    string      `env:"CONFIG_PATH" envDefault:""`
}

func TestEnvironmentIsRead(t *testing.T) {
	t.Setenv("HTTP_PORT", "8080")
	t.Setenv("KAFKA_BROKERS", "a:1,b:2")
	var s settings
	testkit.Must(t, config.FromEnvironment(&s))
	if s.HTTP.Address() != ":8080" || len(s.Brokers) != 2 {
		t.Fatalf("read %+v", s)
	}
}

func TestAllMissingVariablesAreNamedAtOnce(t *testing.T) {
	t.Setenv("HTTP_PORT", "")
	err := config.FromEnvironment(&settings{})
	if err == nil || !strings.Contains(err.Error(), "missing environment variables: HTTP_PORT, KAFKA_BROKERS:") {
		t.Fatalf("got %v", err)
	}
}

func TestAWrongPortIsNamed(t *testing.T) {
	t.Setenv("HTTP_PORT", "99999")
	t.Setenv("KAFKA_BROKERS", "a:1")
	if err := config.FromEnvironment(&settings{}); err == nil || !strings.Contains(err.Error(), "99999") {
		t.Fatalf("got %v", err)
	}
}

func TestKeysFromTheEnvironment(t *testing.T) {
	t.Setenv("log.level", "warn")
	t.Setenv("order.delay", "250ms")
	store, err := config.Open("", config.LogLevel, config.FailRate, config.OrderDelay)
	testkit.Must(t, err)
	if store.Get(config.LogLevel) != "warn" || store.Share(config.FailRate) != 0 || store.Duration(config.OrderDelay) != 250*time.Millisecond {
		t.Fatalf("got %q, %v, %v", store.Get(config.LogLevel), store.Share(config.FailRate), store.Duration(config.OrderDelay))
	}
}

func TestMissingAndWrongKeysAreNamedAtOnce(t *testing.T) {
	t.Setenv("feature.flag", "maybe")
	_, err := config.Open("", config.LogLevel, config.LogFormat, config.FeatureFlag)
	for _, want := range []string{
		"missing configuration keys in the environment: log.level, LOG_FORMAT",
		`configuration key 'feature.flag' is "maybe", allowed are ["true" "false"]`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		key   config.Key
		value string
		ok    bool
	}{
		{config.LogLevel, "debug", true}, {config.LogLevel, "loud", false}, {config.LogLevel, "INFO+2", false},
		{config.LogFormat, "json", true}, {config.LogFormat, "xml", false},
		{config.Issuer, "https://auth.example", true}, {config.Issuer, "auth.example", false}, {config.Issuer, "ftp://x", false},
		{config.Audience, "orders", true}, {config.Audience, "", false},
		{config.FailRate, "0.5", true}, {config.FailRate, "1.5", false}, {config.FailRate, "NaN", false},
		{config.OrderDelay, "2s", true}, {config.OrderDelay, "2", false}, {config.OrderDelay, "-2s", false},
	} {
		if err := c.key.Check(c.value); (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.key.Name, c.value, err)
		}
	}
}

func TestAChangedVolumeIsReloaded(t *testing.T) {
	folder := t.TempDir()
	testkit.WriteFolder(t, folder, map[string]string{"log.level": "info\n", "feature.flag": "false"})
	store, err := config.Open(folder, config.LogLevel, config.FeatureFlag)
	testkit.Must(t, err)
	levels := make(chan string, 10)
	store.OnChange(func() { levels <- store.Get(config.LogLevel) })
	if first := <-levels; first != "info" {
		t.Fatalf("first value is %q", first)
	}
	watch(t, store)

	testkit.WriteFolder(t, folder, map[string]string{"log.level": "debug", "feature.flag": "perhaps"})
	if next := receive(t, levels); next != "debug" {
		t.Fatalf("after the change it is %q", next)
	}
	if store.Get(config.FeatureFlag) != "false" {
		t.Fatalf("an invalid value was taken: %q", store.Get(config.FeatureFlag))
	}

	testkit.WriteFolder(t, folder, map[string]string{"feature.flag": "true"}) // log.level is gone
	receive(t, levels)
	if store.Get(config.LogLevel) != "debug" || !store.Enabled(config.FeatureFlag) {
		t.Fatalf("log.level %q, feature.flag %q", store.Get(config.LogLevel), store.Get(config.FeatureFlag))
	}
}

func watch(t *testing.T, store *config.Store) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- store.Watch(ctx) }()
	t.Cleanup(func() {
		stop()
		testkit.Must(t, <-done)
	})
}

func receive(t *testing.T, from <-chan string) string {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(5 * time.Second):
		t.Fatal("nothing came within 5 s")
		return ""
	}
}
