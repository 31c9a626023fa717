{{/*
The roles: which kind of workload each is, who may call it, whether it speaks to Kafka, and whether
there may be one at a time only: two that wrote the log would not know each other's leases, two
that read an inbox would both hand over what is in it. `as`: what it is to the others: a teller is
a query that nobody asks, which tells subscribers and takes part in the directory. Of the root.
*/}}
{{- define "goldthread.roles" -}}
gateway:   {kind: Deployment,  from: [],                        kafka: false}
ingest:    {kind: Deployment,  from: [gateway, query, connect, teller], kafka: true, one: true}
connect:   {kind: Deployment,  from: [],                        kafka: true, one: true}
query:     {kind: StatefulSet, from: [gateway],                 kafka: false}
projector: {kind: StatefulSet, from: [query, teller],           kafka: true}
{{- if .Values.tell.settings }}
teller:    {kind: StatefulSet, from: [],                        kafka: true, one: true, as: query}
{{- end }}
{{- end }}

{{/* "goldthread" for a release of that name, else "RELEASE-goldthread"; room is left for "-projector-tls". */}}
{{- define "goldthread.name" -}}
{{- $name := .Release.Name -}}
{{- if not (contains "goldthread" $name) }}{{ $name = printf "%s-goldthread" $name }}{{ end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Of the dictionary `root`, `role`; without a role, of the whole release. */}}
{{- define "goldthread.select" -}}
app.kubernetes.io/name: goldthread
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .role }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "goldthread.labels" -}}
{{ include "goldthread.select" . }}
app.kubernetes.io/part-of: goldthread
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "goldthread.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}
