{{- define "under-maintenance.name" -}}
{{- $chart := default "under-maintenance" .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 53 | trimSuffix "-" -}}
{{- else if contains $chart .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 32 | trimSuffix "-") $chart | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* Of the release: two of them in one namespace must not select each other's pods. */ -}}
{{- define "under-maintenance.labels" -}}
app.kubernetes.io/name: {{ include "under-maintenance.name" . }}
{{- end -}}

{{- /* Of an object; where it isn't as usual: (list . (dict "name" … "annotations" …)). */ -}}
{{- define "under-maintenance.metadata" -}}
{{- $root := index . 0 -}}
{{- $own := index . 1 -}}
name: {{ default (include "under-maintenance.name" $root) $own.name }}
labels:
  {{- include "under-maintenance.labels" $root | nindent 2 }}
  app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ $root.Release.Service }}
  helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 }}
  {{- with $root.Values.labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (deepCopy (default dict $own.annotations)) $root.Values.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "under-maintenance.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag | toString) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The Secret of the default certificate: given, or cert-manager's; empty without TLS. */ -}}
{{- define "under-maintenance.certificate" -}}
{{- if .Values.tls.secretName -}}
{{- .Values.tls.secretName -}}
{{- else if .Values.tls.certManager.enabled -}}
{{- include "under-maintenance.name" . }}-tls
{{- end -}}
{{- end -}}

{{- /* Not empty where a port for TLS is open. */ -}}
{{- define "under-maintenance.tls" -}}
{{- if or (include "under-maintenance.certificate" .) .Values.tls.secretNames -}}yes{{- end -}}
{{- end -}}

{{- /* Not empty where there are pages by host and language. */ -}}
{{- define "under-maintenance.pages" -}}
{{- if or .Values.pages.files .Values.pages.configMaps -}}yes{{- end -}}
{{- end -}}

{{- /* The volumes of the announcement and of the logo; empty without one. */ -}}
{{- define "under-maintenance.announcement" -}}
{{- include "under-maintenance.file" (list . "announcement" .Values.announcement.text .Values.announcement) -}}
{{- end -}}

{{- define "under-maintenance.logo" -}}
{{- include "under-maintenance.file" (list . "logo" .Values.logo.svg .Values.logo) -}}
{{- end -}}

{{- define "under-maintenance.file" -}}
{{- $given := index . 3 -}}
{{- if index . 2 -}}
configMap:
  name: {{ include "under-maintenance.name" (index . 0) }}-{{ index . 1 }}
{{- else if $given.configMap -}}
configMap:
  name: {{ $given.configMap }}
  optional: true
{{- else if $given.secretName -}}
secret:
  secretName: {{ $given.secretName }}
  defaultMode: 0440
  optional: true
{{- end -}}
{{- end -}}

{{- /* Half of the limit of memory; empty without one. */ -}}
{{- define "under-maintenance.memory" -}}
{{- with (.Values.resources.limits | default dict).memory -}}
{{- $text := toString . -}}
{{- if kindIs "float64" . -}}{{- $text = . | int64 | toString -}}{{- end -}}
{{- $unit := regexFind "[A-Za-z]*$" $text -}}
{{- $units := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 -}}
{{- if not (hasKey $units $unit) -}}
{{- fail (printf "resources.limits.memory: %s: use k, M, G, Ki, Mi or Gi" $text) -}}
{{- end -}}
{{- $half := divf (mulf (trimSuffix $unit $text | float64) (get $units $unit)) 2 | int64 -}}
{{- if mod $half 1048576 -}}{{- $half -}}{{- else -}}{{- div $half 1048576 -}}M{{- end -}}
{{- end -}}
{{- end -}}
