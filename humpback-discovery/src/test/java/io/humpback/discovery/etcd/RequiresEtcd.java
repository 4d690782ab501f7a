package io.humpback.discovery.etcd;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that starts real etcd servers: it needs the programs {@code etcd} and {@code kill}. Without them it is skipped
 * with the reason, or fails where the system property {@code humpback.require} contains {@code etcd}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresEtcdCondition.class)
public @interface RequiresEtcd {}
