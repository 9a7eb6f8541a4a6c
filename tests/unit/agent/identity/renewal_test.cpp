#include "agent/identity/renewal.hpp"

#include <gtest/gtest.h>
#include <openssl/cms.h>

#include "platform/tls/renewal_request.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent {
namespace {

using std::chrono::hours;
using tls::Pair;
using tls::Wanted;

/// A node whose certificate was made ten days ago and lasts for thirty, and a CA that answers as told.
class RenewalTest : public testing::Test {
  protected:
    RenewalTest() {
        client_.listen([this](const mqtt::Event& event) {
            if (renewal_.concerns(event)) {
                renewal_.on(event, clock_.now());
            } else {
                online_ = online_ || std::holds_alternative<mqtt::Connected>(event);
            }
        });
        client_.connect({.server = "tcp://broker:1883", .client_id = "pole-7", .will = {}, .tls = {}});
        broker_.delivers();
    }

    void passes(Milliseconds time) {
        const auto end = clock_.now().mono + time;
        renewal_.tick(online_, clock_.now());
        while (renewal_.deadline() && *renewal_.deadline() <= end) {
            clock_.advance(std::max(Milliseconds{}, *renewal_.deadline() - clock_.now().mono));
            renewal_.tick(online_, clock_.now());
            broker_.delivers();
        }
        clock_.advance(end - clock_.now().mono);
    }
    [[nodiscard]] std::size_t asked() { return broker_.published("magpie/v1/renew/pole-7").size(); }
    void answers(const std::string& payload) {
        broker_.stranger_publishes({"magpie/v1/renewed/pole-7", payload, 1, false});
        broker_.delivers();
    }
    /// The certificate a CA makes for the key that the last request is about.
    [[nodiscard]] std::string made_for_request() {
        const auto request = broker_.published("magpie/v1/renew/pole-7").back().payload;
        const auto* at = reinterpret_cast<const unsigned char*>(request.data());
        const tls::SignedData data(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(request.size())));
        const tls::Bio content(BIO_new(BIO_s_mem()));
        CMS_verify(data.get(), nullptr, nullptr, nullptr, content.get(), CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
        const tls::SigningRequest wanted(d2i_X509_REQ_bio(content.get(), nullptr));
        const auto now = clock_.now().wall;
        Pair made = tls::issue(Wanted{"pole-7", now - hours(1), now + hours(24 * 30), false, "clientAuth"}, &ca_);
        const tls::Key key(X509_REQ_get_pubkey(wanted.get()));
        X509_set_pubkey(made.certificate.get(), key.get());
        X509_sign(made.certificate.get(), ca_.key.get(), EVP_sha256());
        return tls::pem_of(made.certificate.get());
    }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    fakes::FakeMqttClient client_{broker_};
    UtcMs today_ = clock_.now().wall;
    tls::Directory directory_;
    Pair ca_ = tls::issue(Wanted{"Magpie CA", today_ - hours(24 * 100), today_ + hours(24 * 1000), true, ""});
    Wanted node_{"pole-7", today_ - hours(24 * 10), today_ + hours(24 * 20), false, "clientAuth"};
    Pair own_ = tls::issue(node_, &ca_);
    mqtt::TlsFiles files_{directory_.write("ca.crt", ca_.certificate.get()),
                          directory_.write("node.crt", own_.certificate.get()),
                          directory_.write("node.key", own_.key.get())};
    bool online_ = false;
    std::string kept_;
    bool disk_is_full_ = false;
    Renewal renewal_{"pole-7",
                     files_,
                     tls::read_identity(files_, clock_.now()).value(),
                     client_,
                     [this](const std::string& pem) -> tl::expected<mqtt::TlsFiles, std::string> {
                         if (disk_is_full_) {
                             return tl::unexpected(std::string("cannot write identity.pem: No space left on device"));
                         }
                         kept_ = directory_.write("identity.pem", pem);
                         return mqtt::TlsFiles{files_.ca_file, kept_, kept_};
                     },
                     1};
};

TEST_F(RenewalTest, AYoungCertificateIsLeftAlone) {
    passes(hours(24 * 9));
    EXPECT_EQ(asked(), 0U);
}

TEST_F(RenewalTest, AfterTwoThirdsOfItsTimeTheNextIsAskedFor) {
    passes(hours(24 * 10 + 2));
    EXPECT_GE(asked(), 1U);
    EXPECT_EQ(broker_.published("magpie/v1/renew/pole-7").front().qos, 1);
}

TEST_F(RenewalTest, WhatTheCaGivesIsKeptAndUsed) {
    passes(hours(24 * 10 + 2));
    answers(made_for_request());
    EXPECT_EQ(renewal_.counters().renewed, 1U) << renewal_.trouble();
    EXPECT_EQ(renewal_.files().certificate_file, kept_);
    EXPECT_EQ(renewal_.files().key_file, kept_);
    EXPECT_GT(*renewal_.ends(), today_ + hours(24 * 39));
    const auto before = asked();
    passes(hours(24 * 10));
    EXPECT_EQ(asked(), before) << "it is young again";
}

TEST_F(RenewalTest, WithoutAnAnswerItIsAskedForAgain) {
    passes(hours(24 * 10 + 8));
    EXPECT_GE(asked(), 4U);
    EXPECT_LE(asked(), 8U) << "once an hour or so";
}

TEST_F(RenewalTest, ARefusalIsSaidInTheWordsOfTheCa) {
    passes(hours(24 * 10 + 2));
    answers("refused revoked this certificate was revoked");
    EXPECT_EQ(renewal_.counters().failed, 1U);
    EXPECT_NE(renewal_.trouble().find("revoked"), std::string::npos);
    EXPECT_EQ(renewal_.files().certificate_file, files_.certificate_file);
}

TEST_F(RenewalTest, AnAnswerToNobodysQuestionIsPassedOver) {
    answers("refused revoked this certificate was revoked");
    EXPECT_EQ(renewal_.counters().failed, 0U);
}

TEST_F(RenewalTest, AFullDiskLeavesThePresentOneInUse) {
    disk_is_full_ = true;
    passes(hours(24 * 10 + 2));
    answers(made_for_request());
    EXPECT_EQ(renewal_.counters().renewed, 0U);
    EXPECT_NE(renewal_.trouble().find("No space"), std::string::npos);
    EXPECT_EQ(renewal_.files().certificate_file, files_.certificate_file);
}

TEST_F(RenewalTest, AClockThatNobodyVouchesForKnowsNoAge) {
    clock_.wall_is_lost(today_ + hours(24 * 100));
    passes(hours(24));
    EXPECT_EQ(asked(), 0U);
}

TEST_F(RenewalTest, WithoutAConnectionNothingIsAsked) {
    online_ = false;
    passes(hours(24 * 15));
    EXPECT_EQ(renewal_.counters().asked, 0U);
}

TEST_F(RenewalTest, ABrokerThatLetsNobodyAnswerIsNoReasonToLeaveIt) {
    broker_.forbids_filter("magpie/v1/renewed/pole-7");
    passes(hours(24 * 10 + 2));
    EXPECT_EQ(asked(), 0U);
    EXPECT_GE(renewal_.counters().failed, 1U);
    EXPECT_TRUE(broker_.is_connected(client_));
}

}  // namespace
}  // namespace magpie::agent
