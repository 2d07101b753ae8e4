{{- /* What the container is told and sees: variables, mounts, and the volumes behind them. */ -}}

{{- define "under-maintenance.env" -}}
- name: UNDER_MAINTENANCE_HTTP_LISTEN
  value: {{ .Values.ports.http | int | quote }}
{{- if include "under-maintenance.tls" . }}
- name: UNDER_MAINTENANCE_HTTPS_LISTEN
  value: {{ .Values.ports.https | int | quote }}
{{- end }}
- name: UNDER_MAINTENANCE_WORKERS
  value: {{ .Values.workers | int | quote }}
{{- if not (hasKey .Values.env "UNDER_MAINTENANCE_MEMORY") }}
{{- with include "under-maintenance.memory" . }}
- name: UNDER_MAINTENANCE_MEMORY
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if .Values.page }}
- name: UNDER_MAINTENANCE_CUSTOM_FILE_PATH
  value: /page/under-maintenance.html
{{- end }}
{{- if include "under-maintenance.pages" . }}
- name: UNDER_MAINTENANCE_PAGES_DIRECTORY
  value: /pages
{{- end }}
{{- if include "under-maintenance.announcement" . }}
- name: UNDER_MAINTENANCE_ANNOUNCEMENT_PATH
  value: /announcement/announcement.conf
{{- end }}
{{- if include "under-maintenance.logo" . }}
- name: UNDER_MAINTENANCE_LOGO_PATH
  value: /logo/logo
{{- end }}
{{- if include "under-maintenance.certificate" . }}
- name: UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH
  value: /tls/tls.crt
- name: UNDER_MAINTENANCE_TLS_KEY_PATH
  value: /tls/tls.key
{{- end }}
{{- if .Values.tls.secretNames }}
- name: UNDER_MAINTENANCE_TLS_CERTIFICATE_DIRECTORY
  value: /certificates
{{- end }}
{{- if and (include "under-maintenance.tls" .) .Values.ticketKeys.secretName }}
- name: UNDER_MAINTENANCE_TLS_TICKET_KEYS_PATH
  value: /ticket-keys/ticket.keys
{{- end }}
{{- if .Values.metrics.enabled }}
- name: UNDER_MAINTENANCE_ADMIN_LISTEN
  value: {{ .Values.metrics.port | int | quote }}
{{- end }}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ if kindIs "float64" $value }}{{ $value | int64 | quote }}{{ else }}{{ $value | quote }}{{ end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "under-maintenance.mounts" -}}
{{- if .Values.page }}
- name: page
  mountPath: /page
  readOnly: true
{{- end }}
{{- if include "under-maintenance.pages" . }}
- name: pages
  mountPath: /pages
  readOnly: true
{{- end }}
{{- if include "under-maintenance.announcement" . }}
- name: announcement
  mountPath: /announcement
  readOnly: true
{{- end }}
{{- if include "under-maintenance.logo" . }}
- name: logo
  mountPath: /logo
  readOnly: true
{{- end }}
{{- if include "under-maintenance.certificate" . }}
- name: tls
  mountPath: /tls
  readOnly: true
{{- end }}
{{- range $number, $name := .Values.tls.secretNames }}
- name: certificate-{{ $number }}
  mountPath: /certificates/{{ $name }}
  readOnly: true
{{- end }}
{{- if and (include "under-maintenance.tls" .) .Values.ticketKeys.secretName }}
- name: ticket-keys
  mountPath: /ticket-keys
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "under-maintenance.volumes" -}}
{{- if .Values.page }}
- name: page
  configMap:
    name: {{ include "under-maintenance.name" . }}-page
{{- end }}
{{- if include "under-maintenance.pages" . }}
- name: pages
  projected:
    sources:
      {{- if .Values.pages.files }}
      - configMap:
          name: {{ include "under-maintenance.name" . }}-pages
      {{- end }}
      {{- range .Values.pages.configMaps }}
      - configMap:
          name: {{ . }}
      {{- end }}
{{- end }}
{{- with include "under-maintenance.announcement" . }}
- name: announcement
  {{- . | nindent 2 }}
{{- end }}
{{- with include "under-maintenance.logo" . }}
- name: logo
  {{- . | nindent 2 }}
{{- end }}
{{- with include "under-maintenance.certificate" . }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- range $number, $name := .Values.tls.secretNames }}
- name: certificate-{{ $number }}
  secret:
    secretName: {{ $name }}
    defaultMode: 0440
{{- end }}
{{- if and (include "under-maintenance.tls" .) .Values.ticketKeys.secretName }}
- name: ticket-keys
  secret:
    secretName: {{ .Values.ticketKeys.secretName }}
    defaultMode: 0440
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
