package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"
)

// Key is one configuration key: what it may be, and whether a service can do without it.
type Key struct {
	Name     string
	Optional bool
	Check    func(value string) error
}

// The keys of the shop.
var (
	LogLevel    = Key{Name: "log.level", Check: checkLevel}
	LogFormat   = Key{Name: "LOG_FORMAT", Check: oneOf("json", "text")}
	FeatureFlag = Key{Name: "feature.flag", Check: oneOf("true", "false")}
	Issuer      = Key{Name: "auth.issuer", Check: checkURL}
	Audience    = Key{Name: "auth.audience", Check: notEmpty}
	OrderDelay  = Key{Name: "order.delay", Optional: true, Check: checkDelay}
	FailRate    = Key{Name: "fail.rate", Optional: true, Check: checkShare}
)

// ParseLevel reads debug, info, warn or error.
func ParseLevel(value string) (slog.Level, error) {
	if err := oneOf("debug", "info", "warn", "error")(value); err != nil {
		return 0, err
	}
	var level slog.Level
	err := level.UnmarshalText([]byte(value))
	return level, err
}

func checkLevel(value string) error {
	_, err := ParseLevel(value)
	return err
}

func oneOf(allowed ...string) func(string) error {
	return func(value string) error {
		for _, candidate := range allowed {
			if value == candidate {
				return nil
			}
		}
		return fmt.Errorf("is %q, allowed are %q", value, allowed)
	}
}

func notEmpty(value string) error {
	if value == "" {
		return fmt.Errorf("is empty, give it a value")
	}
	return nil
}

func checkURL(value string) error {
	parsed, err := url.Parse(value)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return fmt.Errorf("is %q, give the issuer's URL, like https://auth.shop.example", value)
	}
	return nil
}

func checkDelay(value string) error {
	if delay, err := time.ParseDuration(value); err != nil || delay < 0 {
		return fmt.Errorf("is %q, give a time like 250ms or 2s", value)
	}
	return nil
}

func checkShare(value string) error {
	if share, err := strconv.ParseFloat(value, 64); err != nil || !(share >= 0 && share <= 1) {
		return fmt.Errorf("is %q, give a share from 0 to 1", value)
	}
	return nil
}
