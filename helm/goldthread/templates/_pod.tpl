{{/* A role's pod. Of the dictionary `root`, `role`, `traits` (its line of goldthread.roles). */}}
{{- define "goldthread.pod" -}}
{{- $values := .root.Values -}}
{{- $share := index $values.roles .role -}}
{{- $name := include "goldthread.name" .root -}}
metadata:
  labels:
    {{- include "goldthread.labels" . | nindent 4 }}
  annotations:
    # Other settings, other pods.
    checksum/config: {{ list (include "goldthread.hub" .) (toJson $values.files) | toString | sha256sum }}
    {{- with $values.pods.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ $name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # Until nobody calls it any more, until its running calls have ended, and until its files are closed.
  terminationGracePeriodSeconds: {{ add $values.stop.settleSeconds $values.stop.drainSeconds 15 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $values.pods.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $values.pods.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.pods.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  affinity:
    podAntiAffinity:
      {{- if eq $values.spread "required" }}
      requiredDuringSchedulingIgnoredDuringExecution:
        - topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "goldthread.select" . | nindent 14 }}
      {{- else }}
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                {{- include "goldthread.select" . | nindent 16 }}
      {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: topology.kubernetes.io/zone
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "goldthread.select" . | nindent 10 }}
  containers:
    - name: goldthread
      image: {{ include "goldthread.image" .root }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args:
        - serve
        - --roles={{ .traits.as | default .role }}
        - --settings=/etc/goldthread/hub.toml
        - --registry=/etc/goldthread/registry.toml
        # Below the volume, whose own folder is not ours to close to others.
        - --data=/var/lib/goldthread/hub
        - --listen=0.0.0.0:7790
        - --metrics=0.0.0.0:9790
        - --log=json
        - --drain={{ $values.stop.drainSeconds }}
      ports:
        - name: grpc
          containerPort: 7790
        - name: metrics
          containerPort: 9790
      # Views are built before it serves; then it is given seconds.
      startupProbe:
        httpGet:
          path: /livez
          port: metrics
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: {{ mul $values.startupMinutes 12 }}
      # Whether the process turns at all: never about Kafka, whose trouble no restart mends.
      livenessProbe:
        httpGet:
          path: /livez
          port: metrics
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /readyz
          port: metrics
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $values.stop.settleSeconds }}
      resources:
        requests:
          cpu: {{ $share.cpu | quote }}
          memory: {{ $share.memory }}
          ephemeral-storage: 64Mi
        limits:
          memory: {{ $share.memory }}
          ephemeral-storage: 256Mi
      securityContext:
        allowPrivilegeEscalation: false
        privileged: false
        readOnlyRootFilesystem: true
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: settings
          mountPath: /etc/goldthread
          readOnly: true
        - name: data
          mountPath: /var/lib/goldthread
  volumes:
    - name: settings
      projected:
        defaultMode: 0440
        sources:
          - configMap:
              name: {{ $name }}
              items:
                - {key: {{ .role }}.toml, path: hub.toml}
                - {key: registry.toml, path: registry.toml}
                - {key: policy.toml, path: policy.toml}
                - {key: keys.toml, path: keys.toml}
          - secret:
              name: {{ $name }}-{{ .traits.as | default .role }}-role
              items:
                - {key: tls.crt, path: role/tls.crt}
                - {key: tls.key, path: role/tls.key}
                - {key: ca.crt, path: role/ca.crt}
          {{- if eq .role "gateway" }}
          - secret:
              name: {{ $values.tls.secret }}
              items:
                - {key: tls.crt, path: tls/tls.crt}
                - {key: tls.key, path: tls/tls.key}
                - {key: ca.crt, path: tls/ca.crt}
          {{- end }}
          {{- if and .traits.as $values.tell.secret }}
          - secret:
              name: {{ $values.tell.secret }}
              items:
                {{- range $values.tell.keys }}
                - {key: {{ . }}, path: tell/{{ . }}}
                {{- end }}
          {{- end }}
          {{- if .traits.kafka }}
          - secret:
              name: {{ $values.kafka.secret }}
              items:
                - {key: ca.crt, path: kafka/ca.crt}
                {{- if $values.kafka.clientCertificate }}
                - {key: tls.crt, path: kafka/tls.crt}
                - {key: tls.key, path: kafka/tls.key}
                {{- end }}
          {{- if $values.kafka.login.user }}
          - secret:
              name: {{ $values.kafka.login.secret }}
              items:
                - {key: password, path: kafka/password}
          {{- end }}
          {{- end }}
    {{- if ne .traits.kind "StatefulSet" }}
    # It keeps nothing there that anybody would miss.
    - name: data
      emptyDir:
        sizeLimit: 64Mi
    {{- end }}
{{- end }}
