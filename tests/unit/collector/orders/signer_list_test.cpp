#include "collector/orders/signer_list.hpp"

#include <gtest/gtest.h>

#include <string>

#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector {
namespace {

using namespace std::chrono_literals;

class SignerListTest : public testing::Test {
  protected:
    void the_ca_writes(std::int64_t number, std::vector<const X509*> revoked = {}) {
        der_ =
            tls::list_of(ca_, {.number = number, .from = today_ - 1h, .until = today_ + 24h * 7, .revoked = revoked});
        directory_.write("crl.pem", tls::pem_of(tls::whole<tls::Crl>(der_, d2i_X509_CRL).get()));
    }
    OrderRefusal standing() {
        tls::SignedOrder order{.order = {}, .signer = "kim"};
        order.certificate = tls::Certificate(X509_dup(kim_.certificate.get()));
        order.issuer = tls::Certificate(X509_dup(ca_.certificate.get()));
        return list_.standing(order, clock_.now());
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    tls::Pair kim_ = tls::issue({"kim", today_ - 24h, today_ + 24h, false, "codeSigning"}, &ca_);
    tls::Directory directory_;
    std::string der_;
    log::Log log_;
    SignerList list_{directory_.file("crl.pem"), log_};
};

TEST_F(SignerListTest, IsReadAgainOnceAMinute) {
    the_ca_writes(3);
    EXPECT_EQ(list_.der(clock_.now()), der_);
    EXPECT_EQ(standing(), OrderRefusal::none);
    the_ca_writes(4, {kim_.certificate.get()});
    EXPECT_EQ(standing(), OrderRefusal::none);
    clock_.advance(60s);
    EXPECT_EQ(standing(), OrderRefusal::revoked);
    EXPECT_EQ(list_.der(clock_.now()), der_);
}

TEST_F(SignerListTest, WithoutOneNobodyCanTell) {
    EXPECT_EQ(standing(), OrderRefusal::revocations);
    EXPECT_EQ(list_.der(clock_.now()), "");
    directory_.write("crl.pem", "hello");
    clock_.advance(60s);
    EXPECT_EQ(standing(), OrderRefusal::revocations);
    EXPECT_EQ(list_.der(clock_.now()), "");
}

TEST_F(SignerListTest, OneThatIsOlderThanItMayBeIsNotEnough) {
    the_ca_writes(3);
    clock_.advance(24h * 8);
    EXPECT_EQ(standing(), OrderRefusal::revocations);
    EXPECT_EQ(list_.der(clock_.now()), der_) << "nodes see for themselves";
}

TEST_F(SignerListTest, WhereNoneIsConfiguredEverySignerMay) {
    SignerList none({}, log_);
    tls::SignedOrder order{.order = {}, .signer = "kim"};
    EXPECT_EQ(none.standing(order, clock_.now()), OrderRefusal::none);
    EXPECT_EQ(none.der(clock_.now()), "");
}

}  // namespace
}  // namespace magpie::collector
