package io.millrace.diana.nacos;

import com.alibaba.nacos.api.config.remote.request.ConfigBatchListenRequest;
import com.alibaba.nacos.api.config.remote.request.ConfigChangeNotifyRequest;
import com.alibaba.nacos.api.config.remote.request.ConfigQueryRequest;
import com.alibaba.nacos.api.config.remote.response.ConfigChangeBatchListenResponse;
import com.alibaba.nacos.api.config.remote.response.ConfigQueryResponse;
import com.alibaba.nacos.api.grpc.auto.BiRequestStreamGrpc;
import com.alibaba.nacos.api.grpc.auto.Payload;
import com.alibaba.nacos.api.grpc.auto.RequestGrpc;
import com.alibaba.nacos.api.remote.request.ServerCheckRequest;
import com.alibaba.nacos.api.remote.response.HealthCheckResponse;
import com.alibaba.nacos.api.remote.response.Response;
import com.alibaba.nacos.api.remote.response.ServerCheckResponse;
import com.alibaba.nacos.common.remote.client.grpc.GrpcUtils;
import com.alibaba.nacos.common.utils.MD5Utils;
import com.alibaba.nacos.shaded.io.grpc.Server;
import com.alibaba.nacos.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import com.alibaba.nacos.shaded.io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * As much of Nacos as a client that follows one configuration needs: who connects, asks, listens
 * and is told. The real server is an application with a database, which is not to be had as a
 * library.
 */
final class NacosServer implements AutoCloseable {
  /** Its clients add it to the port that they are given. */
  private static final int GRPC_OFFSET = 1_000;

  private final Server server;
  private final List<StreamObserver<Payload>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String content;

  /** The name that the client has for the namespace. */
  private volatile @Nullable String tenant;

  NacosServer(String content) throws IOException {
    this.content = content;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Requests())
            .addService(new Streams())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + (server.getPort() - GRPC_OFFSET);
  }

  void publish(String newest) {
    content = newest;
    listeners.forEach(listener ->
        listener.onNext(
            GrpcUtils.convert(
                ConfigChangeNotifyRequest.build("limits.yaml", "DEFAULT_GROUP", tenant))));
  }

  private String digest() {
    return MD5Utils.md5Hex(content, StandardCharsets.UTF_8.name());
  }

  private Response answer(Object request) {
    if (request instanceof ServerCheckRequest) {
      return new ServerCheckResponse("connection-" + connections.incrementAndGet(), false);
    }
    if (request instanceof ConfigQueryRequest query) {
      tenant = query.getTenant();
      ConfigQueryResponse found = ConfigQueryResponse.buildSuccessResponse(content);
      found.setMd5(digest());
      found.setContentType("yaml");
      return found;
    }
    if (request instanceof ConfigBatchListenRequest listen) {
      ConfigChangeBatchListenResponse changed = new ConfigChangeBatchListenResponse();
      listen
          .getConfigListenContexts()
          .forEach(each -> {
            if (!digest().equals(each.getMd5())) {
              changed.addChangeConfig(each.getDataId(), each.getGroup(), each.getTenant());
            }
          });
      return changed;
    }
    return new HealthCheckResponse();
  }

  private final class Requests extends RequestGrpc.RequestImplBase {
    @Override
    public void request(Payload request, StreamObserver<Payload> response) {
      response.onNext(GrpcUtils.convert(answer(GrpcUtils.parse(request))));
      response.onCompleted();
    }
  }

  private final class Streams extends BiRequestStreamGrpc.BiRequestStreamImplBase {
    @Override
    public StreamObserver<Payload> requestBiStream(StreamObserver<Payload> client) {
      listeners.add(client);
      return new StreamObserver<>() {
        @Override
        public void onNext(Payload said) {
          // that it is there, and that it was told
        }

        @Override
        public void onError(Throwable failure) {
          listeners.remove(client);
        }

        @Override
        public void onCompleted() {
          listeners.remove(client);
        }
      };
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
