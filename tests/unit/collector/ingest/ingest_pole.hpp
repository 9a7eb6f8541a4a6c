#pragma once

#include <optional>

#include "collector/ingest/ingest.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/collector/ingest/pole.hpp"

namespace magpie::collector {

/// A pole and an edge of another make beside the healthy one, and what they do.
class IngestTest : public IngestFixture {
  protected:
    void born(fakes::Pole& one) { says(one, Verb::nbirth, one.birth(now())); }
    void born(fakes::ForeignEdge& one) { says(one, Verb::nbirth, one.birth(now())); }
    void reports(fakes::Pole& one, const fakes::Pole::Values& values = {}) {
        says(one, Verb::ndata, one.report(now(), values));
    }
    void reports(fakes::Pole& one, const fakes::Pole::Values& values, const fakes::Pole::Said& said) {
        says(one, Verb::ndata, one.report(now(), values, said));
    }
    void dies(const fakes::Pole& one) { says(one, Verb::ndeath, one.death(now())); }
    /// What the ledger was when it was last settled.
    Ledger ledger(const fakes::Pole& one) { return Ledger::decode(ledgers.at(one.id).ledger); }
    [[nodiscard]] std::optional<double> bytes() const { return value(pole, fakes::Pole::bytes); }
    /// The healthy pole says again all that it is watched for.
    void heal() { reports(healthy, {{fakes::Pole::bytes, 4242}, {fakes::Pole::celsius, 41.5}}); }

    fakes::Pole pole;
    fakes::ForeignEdge foreign;
};

}  // namespace magpie::collector
