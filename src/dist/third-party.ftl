What the jar contains besides bridgectl itself, each with its licence. The texts are in the directory licenses.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
<#assign licenses = entry.getValue()/>
${project.groupId}:${project.artifactId} ${project.version}: <#list licenses as license>${license}<#sep>, </#list>
</#list>
