// A peer of the collector: Paho C++'s queue consumer, as its examples show it, which takes every message of the edges
// and does nothing with it. Runs until SIGTERM.
//   magpie_queue_consumer tcp://HOST:PORT

#include <mqtt/async_client.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("magpie_queue_consumer tcp://HOST:PORT\n", stderr);
        return 2;
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before the library's threads begin, who inherit it

    mqtt::async_client client(argv[1], "queue-consumer");
    client.start_consuming();
    client.connect(mqtt::connect_options_builder().clean_session(true).finalize())->wait();
    client.subscribe("spBv1.0/#", 1)->wait();
    std::thread consumer([&client] {
        while (client.consume_message()) {
        }
    });
    std::puts("ready");
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    client.disconnect()->wait();
    client.stop_consuming();
    consumer.join();
    return 0;
}
