package barid.article.archive;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether a record that was read from JSON has all that it promises: Jackson leaves out what the text leaves out. */
final class Complete {
    private Complete() {}

    /** A component that is not marked nullable is missing. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String component) {
            super(component, null, false, false);
        }

        String component() {
            return String.valueOf(getMessage());
        }
    }

    private record Component(String name, Method accessor, boolean nullable) {}

    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return Stream.of(type.getRecordComponents())
                    .map(component -> {
                        component.getAccessor().setAccessible(true);
                        return new Component(
                                component.getName(),
                                component.getAccessor(),
                                component.getAnnotatedType().isAnnotationPresent(Nullable.class));
                    })
                    .toList();
        }
    };

    static void require(Record value) throws Missing {
        require(value, "");
    }

    private static void require(Record value, String path) throws Missing {
        for (Component component : COMPONENTS.get(value.getClass())) {
            String name = path + component.name();
            Object part = read(component, value);
            if (part == null && !component.nullable()) {
                throw new Missing(name);
            }
            within(part, name);
        }
    }

    private static void within(@Nullable Object part, String name) throws Missing {
        switch (part) {
            case Record record -> require(record, name + ".");
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) == null) {
                        throw new Missing(name + "." + i);
                    }
                    within(list.get(i), name + "." + i);
                }
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getValue() == null) {
                        throw new Missing(name + "." + entry.getKey());
                    }
                    within(entry.getValue(), name + "." + entry.getKey());
                }
            }
            case null, default -> {}
        }
    }

    private static @Nullable Object read(Component component, Record value) {
        try {
            return component.accessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
