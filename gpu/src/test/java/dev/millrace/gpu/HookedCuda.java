package dev.millrace.gpu;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A driver whose calls a test watches, holds up or makes fail. */
final class HookedCuda {
    private HookedCuda() {}

    /** What happens instead of a call. */
    interface Hook {
        /**
         * Comes before the call {@code name}; what it throws, the caller gets.
         *
         * @return the result of the call, or null to let it happen
         */
        @Nullable
        Object before(String name, Object[] arguments);
    }

    static CudaApi of(CudaApi api, Hook hook) {
        return (CudaApi) Proxy.newProxyInstance(
                CudaApi.class.getClassLoader(), new Class<?>[] {CudaApi.class}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    Object instead = hook.before(method.getName(), given);
                    if (instead != null) {
                        return instead;
                    }
                    try {
                        return method.invoke(api, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
