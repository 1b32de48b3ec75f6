package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds what one mapping has that another lacks: fields, parameters, dynamic templates, and keys of {@code _meta}.
 * Entries with different values in both are left out. Also tells how to undo added parameters; Elasticsearch removes no
 * field from a mapping.
 */
final class MappingAdditions {

    private static final String PROPERTIES = "properties";
    private static final String FIELDS = "fields";
    private static final String DYNAMIC = "dynamic";
    private static final String TEMPLATES = "dynamic_templates";
    private static final String META = "_meta";
    /** Cannot be added: Elasticsearch would ignore or refuse them. They are compared by {@link IndexCompatibility}. */
    private static final List<String> FIXED_OF_ROOT = Arrays.asList("_routing", "_source", "enabled");

    private static final Map<String, Object> DEFAULTS_OF_ROOT = new LinkedHashMap<>();

    static {
        DEFAULTS_OF_ROOT.put(DYNAMIC, "true");
        DEFAULTS_OF_ROOT.put("date_detection", true);
        DEFAULTS_OF_ROOT.put("numeric_detection", false);
        DEFAULTS_OF_ROOT.put(
                "dynamic_date_formats",
                Arrays.asList("strict_date_optional_time", "yyyy/MM/dd HH:mm:ss Z||yyyy/MM/dd Z"));
    }

    private final Map<String, Object> mapping = new LinkedHashMap<>();
    private final Map<String, Object> reversal = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    private MappingAdditions(Map<String, Object> wanted, Map<String, Object> present) {
        wanted.forEach((key, value) -> {
            if (!key.equals(PROPERTIES) && !FIXED_OF_ROOT.contains(key)) {
                addToRoot(key, value, present.get(key));
            }
        });
        addFields(PROPERTIES, "", wanted, present, mapping, reversal, Objects.toString(present.get(DYNAMIC), "true"));
    }

    /** @param present the mapping to add to; both mappings are without their type */
    static MappingAdditions of(Map<String, Object> wanted, Map<String, Object> present) {
        return new MappingAdditions(wanted, present);
    }

    boolean isEmpty() {
        return mapping.isEmpty();
    }

    /**
     * Returns the mapping to put. An addition to a field includes its present parameters, since Elasticsearch would
     * reset them.
     */
    Map<String, Object> mapping() {
        return Collections.unmodifiableMap(mapping);
    }

    /** Returns the mapping to put to undo added parameters; empty if none can be undone. */
    Map<String, Object> reversal() {
        return Collections.unmodifiableMap(reversal);
    }

    /** Returns the additions, in words. */
    Collection<String> names() {
        return Collections.unmodifiableCollection(names);
    }

    private void addToRoot(String key, Object wanted, Object present) {
        if (key.equals(TEMPLATES)) {
            addTemplates(list(wanted), list(present));
        } else if (key.equals(META)) {
            addMeta(map(wanted), map(present));
        } else if (present == null) {
            names.add(key + " of the mapping");
            mapping.put(key, wanted);
            if (DEFAULTS_OF_ROOT.containsKey(key)) {
                reversal.put(key, DEFAULTS_OF_ROOT.get(key));
            }
        }
    }

    /** Adds to the present list, since Elasticsearch replaces the whole list. */
    private void addTemplates(List<?> wanted, List<?> present) {
        Set<Object> known = new HashSet<>();
        present.forEach(template -> known.addAll(map(template).keySet()));
        List<Object> all = new ArrayList<>(present);
        for (Object template : wanted) {
            if (!known.containsAll(map(template).keySet())) {
                all.add(template);
                map(template).keySet().forEach(name -> names.add("dynamic template " + name));
            }
        }
        if (all.size() > present.size()) {
            mapping.put(TEMPLATES, all);
            reversal.put(TEMPLATES, present);
        }
    }

    /** Adds to the present object, since Elasticsearch replaces the whole object. */
    private void addMeta(Map<String, Object> wanted, Map<String, Object> present) {
        Map<String, Object> all = new LinkedHashMap<>(wanted);
        all.keySet().removeAll(present.keySet());
        if (!all.isEmpty()) {
            all.keySet().forEach(key -> names.add("_meta." + key));
            all.putAll(present);
            mapping.put(META, all);
            reversal.put(META, present);
        }
    }

    private void addFields(
            String kind,
            String prefix,
            Map<String, Object> wanted,
            Map<String, Object> present,
            Map<String, Object> put,
            Map<String, Object> back,
            String dynamic) {
        Map<String, Object> added = new LinkedHashMap<>();
        Map<String, Object> reversed = new LinkedHashMap<>();
        map(wanted.get(kind)).forEach((name, field) -> {
            Map<String, Object> live = map(map(present.get(kind)).get(name));
            if (!map(present.get(kind)).containsKey(name)) {
                names.add("field " + prefix + name);
                added.put(name, field);
            } else if (IndexCompatibility.isSameType(map(field), live)) {
                addToField(name, prefix + name, map(field), live, added, reversed, dynamic);
            }
        });
        putUnlessEmpty(put, kind, added);
        putUnlessEmpty(back, kind, reversed);
    }

    private void addToField(
            String name,
            String path,
            Map<String, Object> wanted,
            Map<String, Object> present,
            Map<String, Object> put,
            Map<String, Object> back,
            String dynamic) {
        String effective = Objects.toString(present.get(DYNAMIC), dynamic);
        Map<String, Object> own = new LinkedHashMap<>(present);
        own.keySet().removeAll(Arrays.asList(PROPERTIES, FIELDS));
        // Elasticsearch requires it unless there are properties
        own.putIfAbsent("type", "object");
        Map<String, Object> parameters = new LinkedHashMap<>(wanted);
        parameters.keySet().removeAll(present.keySet());
        parameters.keySet().removeAll(Arrays.asList(PROPERTIES, FIELDS));
        parameters.keySet().removeAll(IndexCompatibility.FIXED);
        Map<String, Object> added = new LinkedHashMap<>();
        Map<String, Object> reversed = new LinkedHashMap<>();
        for (String kind : Arrays.asList(PROPERTIES, FIELDS)) {
            addFields(kind, path + ".", wanted, present, added, reversed, effective);
        }
        parameters.keySet().forEach(key -> names.add(key + " of field " + path));
        added.putAll(parameters);
        if (!added.isEmpty()) {
            put.put(name, merged(own, added));
        }
        if (!parameters.isEmpty() || !reversed.isEmpty()) {
            if (parameters.containsKey(DYNAMIC)) {
                // the only parameter that Elasticsearch does not reset automatically; an object without it inherits
                reversed.put(DYNAMIC, dynamic);
            }
            back.put(name, merged(own, reversed));
        }
    }

    private static void putUnlessEmpty(Map<String, Object> target, String key, Map<String, Object> value) {
        if (!value.isEmpty()) {
            target.put(key, value);
        }
    }

    /** Merges two mappings; where both have a value, the second one's counts. */
    static Map<String, Object> merged(Map<String, Object> one, Map<String, Object> over) {
        Map<String, Object> merged = new LinkedHashMap<>(one);
        over.forEach((key, value) -> merged.put(
                key,
                value instanceof Map && merged.get(key) instanceof Map && !key.equals(META)
                        ? merged(map(merged.get(key)), map(value))
                        : value));
        return merged;
    }

    /** Splits a mapping into parts that can be put one by one: each parameter of the whole, each outermost field. */
    static List<Map<String, Object>> parts(Map<String, Object> mapping) {
        List<Map<String, Object>> parts = new ArrayList<>();
        mapping.forEach((key, value) -> {
            if (key.equals(PROPERTIES)) {
                map(value)
                        .forEach((name, field) ->
                                parts.add(Collections.singletonMap(PROPERTIES, Collections.singletonMap(name, field))));
            } else {
                parts.add(Collections.singletonMap(key, value));
            }
        });
        return parts;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Collections.emptyMap();
    }

    private static List<?> list(Object value) {
        return value instanceof List ? (List<?>) value : Collections.emptyList();
    }
}
