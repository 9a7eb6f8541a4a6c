#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "platform/mqtt/client.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {

/// A node's certificate and key and the CA's certificate, in files; the node's lasts from yesterday to tomorrow.
class NodeFiles : public testing::Test {
  protected:
    NodeFiles() {
        files.ca_file = directory.write("ca.crt", ca.certificate.get());
        use(issue(node, &ca));
    }

    void use(const Pair& pair) {
        files.certificate_file = directory.write("node.crt", pair.certificate.get());
        files.key_file = directory.write("node.key", pair.key.get());
    }

    fakes::FakeClock clock;
    UtcMs today = clock.now().wall;
    Directory directory;
    Wanted authority{"Magpie CA", today - std::chrono::hours(2400), today + std::chrono::hours(2400), true, ""};
    Wanted node{"pole-7", today - std::chrono::hours(24), today + std::chrono::hours(24), false, "clientAuth"};
    Pair ca = issue(authority);
    mqtt::TlsFiles files;
};

}  // namespace magpie::tls
