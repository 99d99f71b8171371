package sqlstore_test
import ("testing";"waymark/quiz/sqlstore";"waymark/quiz/storetest/postgrestest";"waymark/quiz";"sync")
func TestQuick(t *testing.T){
 dsn := postgrestest.Start(t)
 var wg sync.WaitGroup
 for range 3 { wg.Go(func(){ if err := sqlstore.Migrate(t.Context(), dsn); err != nil { t.Error(err) } }) }
 wg.Wait()
 s, err := sqlstore.Open(t.Context(), dsn); if err != nil { t.Fatal(err) }
 defer s.Close()
 p := quiz.Participant{ID:"0193f3a0-0000-7000-8000-000000000001"}
 if err := s.AddParticipant(t.Context(), p, quiz.SecretHash{1}); err != nil { t.Fatal(err) }
 got, err := s.ParticipantBySecret(t.Context(), quiz.SecretHash{1}); t.Log(got, err)
 a, err := s.AddAttempt(t.Context(), quiz.Attempt{ID:"a", Participant:p.ID, Quiz:"q", Set:"s", State: quiz.AttemptOpen, Answers: quiz.Answers{"x":{Form:quiz.Code,Text:"y"}}})
 t.Log(a, err)
 a.Revision=1; t.Log(s.SaveAttempt(t.Context(), a, 0)); t.Log(s.SaveAttempt(t.Context(), a, 0))
 r, err := s.FinishAttempt(t.Context(), quiz.Result{ID:"a",Participant:p.ID,Quiz:"q"}, 1); t.Log(r, err)
 h, err := s.History(t.Context(), p.ID, "q"); t.Log(h, err)
 _, err = s.AddAttempt(t.Context(), quiz.Attempt{ID:"b", Participant:"none", Quiz:"q", Set:"s", State: quiz.AttemptOpen}); t.Log(err)
 t.Log(s.PutVersion(t.Context(), quiz.VersionFiles{Quiz:"q",Hash:"h",Files: map[string][]byte{"a":[]byte("b")}}))
 v, err := s.VersionFiles(t.Context(), "q","h"); t.Log(v, err)
}
