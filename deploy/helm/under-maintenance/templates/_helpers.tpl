{{- define "under-maintenance.name" -}}
{{- if contains "under-maintenance" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-under-maintenance" (.Release.Name | trunc 32 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- /* Of the release: two of them in one namespace must not select each other's pods. */ -}}
{{- define "under-maintenance.labels" -}}
app.kubernetes.io/name: {{ include "under-maintenance.name" . }}
{{- end -}}
