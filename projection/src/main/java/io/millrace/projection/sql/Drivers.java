package io.millrace.projection.sql;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds who can speak with a database. Those of MariaDB and MySQL have licences under which we do
 * not ship them: their users bring the file.
 */
final class Drivers {

  private Drivers() {}

  /** One that comes along. */
  static Driver present(String url) {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException _) {
      throw new IllegalArgumentException(
          "needs a JDBC driver that does not come along, for %s: get its jar, such as MariaDB Connector/J, and name it with --database-driver"
              .formatted(kind(url)));
    }
  }

  /** One in a file that somebody brought; it sees nothing of ours. */
  static Driver in(Path jar, String url) {
    if (!Files.isReadable(jar)) {
      throw new IllegalArgumentException("needs a JDBC driver, and " + jar + " cannot be read");
    }
    try {
      URL[] place = {jar.toUri().toURL()};
      // Never closed: the driver loads its classes as it needs them, as long as the process lives.
      URLClassLoader loader = new URLClassLoader(place, ClassLoader.getPlatformClassLoader());
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
    } catch (MalformedURLException | SQLException | ServiceConfigurationError e) {
      throw new IllegalArgumentException("needs a JDBC driver, and " + jar + " has none: " + e, e);
    }
    try {
      return DriverManager.getDriver(url); // the jar is for other databases than this one
    } catch (SQLException _) {
      throw new IllegalArgumentException(
          "needs a JDBC driver for %s, and there is none in %s".formatted(kind(url), jar));
    }
  }

  /** Without what may be a secret. */
  private static String kind(String url) {
    return url.substring(0, url.indexOf(':', "jdbc:".length()) + 1);
  }
}
