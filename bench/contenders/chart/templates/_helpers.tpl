{{- define "environment.metadata" -}}
labels:
  app.kubernetes.io/managed-by: cdk8s-fairway
  environment: {{ .Values.environment }}
  owner: {{ .Values.owner }}
namespace: {{ .Values.environment }}
{{- end -}}

{{- define "service.labels" -}}
app.kubernetes.io/instance: {{ .service.name }}
app.kubernetes.io/managed-by: cdk8s-fairway
app.kubernetes.io/name: {{ .service.name }}
app.kubernetes.io/part-of: system
environment: {{ .root.Values.environment }}
owner: {{ .root.Values.owner }}
{{- end -}}

{{- define "service.metadata" -}}
labels:
  {{- include "service.labels" . | nindent 2 }}
namespace: {{ .root.Values.environment }}
{{- end -}}

{{- define "service.selector" -}}
matchLabels:
  app.kubernetes.io/instance: {{ .name }}
{{- end -}}

{{- define "service.config" -}}
DB_URL: postgres://db.system.svc:5432/{{ .name }}
LOG_FORMAT: json
LOG_LEVEL: info
REQUEST_LIMIT: "200"
{{- end -}}

{{- define "service.configName" -}}
{{- $data := include "service.config" . | fromYaml -}}
{{- $pairs := list -}}
{{- range $key := keys $data | sortAlpha -}}
{{- $pairs = append $pairs (list $key (get $data $key)) -}}
{{- end -}}
{{ .name }}-config-{{ $pairs | toJson | sha256sum | trunc 10 }}
{{- end -}}

{{- define "peer" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ .namespace }}
podSelector:
  matchLabels:
    {{- toYaml .podLabels | nindent 4 }}
{{- end -}}

{{- define "dns" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  to:
    - {{ include "peer" .Values.dns | nindent 6 | trim }}
{{- end -}}

{{- define "probe" -}}
{{- if .service.grpc }}
{{- if .ready }}
grpc:
  port: 9090
{{- else }}
tcpSocket:
  port: grpc
{{- end }}
{{- else }}
httpGet:
  path: {{ .ready | ternary "/readyz" "/livez" }}
  port: http
{{- end }}
failureThreshold: {{ .failures }}
periodSeconds: {{ .period }}
timeoutSeconds: 2
{{- end -}}
