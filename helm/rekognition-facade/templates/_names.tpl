{{- define "rekognition-facade.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "rekognition-facade.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "rekognition-facade.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- define "rekognition-facade.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The labels by which the Service finds the pods. They can never change in a release's life. */}}
{{- define "rekognition-facade.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "rekognition-facade.commonLabels" -}}
{{- with .Values.commonLabels }}
{{- toYaml . }}
{{- end -}}
{{- end -}}

{{/* The number of pods without an autoscaler. */}}
{{- define "rekognition-facade.pods" -}}
{{- if kindIs "invalid" .Values.replicaCount -}}
{{- ternary 2 1 (ne .Values.redis.url "") -}}
{{- else -}}
{{- .Values.replicaCount -}}
{{- end -}}
{{- end -}}

{{/* The largest number of pods that the settings allow, at least 1. */}}
{{- define "rekognition-facade.mostPods" -}}
{{- if .Values.autoscaling.enabled -}}
{{- .Values.autoscaling.maxReplicas -}}
{{- else -}}
{{- max 1 (include "rekognition-facade.pods" . | int) -}}
{{- end -}}
{{- end -}}

{{/* Whether there may be several pods. */}}
{{- define "rekognition-facade.several" -}}
{{- if or .Values.autoscaling.enabled (gt (include "rekognition-facade.pods" . | int) 1) -}}true{{- end -}}
{{- end -}}

{{/* The ports of Redis, as a list in JSON. */}}
{{- define "rekognition-facade.redisPorts" -}}
{{- $ports := list -}}
{{- range compact (splitList "," .Values.redis.url) -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" (urlParse (trim .)).host | trimPrefix ":" | default "6379" | int) -}}
{{- end -}}
{{- toJson $ports -}}
{{- end -}}

{{- define "rekognition-facade.ipFamilies" -}}
{{- with .Values.service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .Values.service.ipFamilies }}
ipFamilies:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "rekognition-facade.labels" -}}
{{- with include "rekognition-facade.commonLabels" . }}
{{- . }}
{{ end }}
{{- include "rekognition-facade.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}
